// The page that browser.mjs serves: the vendor's clients, with the appliance's addresses in place of the vendor's.
// It reports what the clients got and every fetch they made: { token, error, text, fetches }, fetches with method, url
// and status, or the error where the browser let the page see no response.
import { createRoot } from 'react-dom/client';
import { HMSReactiveStore } from '@100mslive/hms-video-store';
import { HMSPrebuilt } from '@100mslive/roomkit-react';

const { api, client, roomCode, authToken, userId } = window.setup;
const tokenByRoomCode = `${api}/v2/token`;
const fetches = [];

const ownFetch = window.fetch;
window.fetch = async (resource, options = {}) => {
  const entry = { method: options.method ?? 'GET', url: `${resource.url ?? resource}` };
  fetches.push(entry);
  try {
    const response = await ownFetch(resource, options);
    entry.status = response.status;
    return response;
  } catch (error) {
    entry.error = error.message;
    throw error;
  }
};

// The store of the client SDK alone.
async function askForToken() {
  try {
    const actions = new HMSReactiveStore().getActions();
    return { token: await actions.getAuthTokenByRoomCode({ roomCode, userId }, { endpoint: tokenByRoomCode }) };
  } catch ({ code, name, message }) {
    return { error: { code, name, message } };
  }
}

// The whole prebuilt room, until it either waits for its media plane, which no one serves here, or shows an error. Its
// layout, the vendor's default one included, is drawn once the layout call has ended.
async function openRoom() {
  const { origin } = location;
  const endpoints = { tokenByRoomCode, roomLayout: `${api}/v2/layouts/ui`, init: origin, event: origin };
  const ref = { current: null };
  const options = { userName: 'Ann', userId, endpoints };
  createRoot(document.getElementById('root'))
    .render(<HMSPrebuilt ref={ref} roomCode={roomCode} authToken={authToken} options={options} />);
  while (!document.querySelector('[role=dialog], .prebuilt-container svg'))
    await new Promise((resolve) => setTimeout(resolve, 50));
  const { authToken: token } = ref.current?.hmsStore.getState().appData ?? {};
  return { token: token || null, text: document.body.innerText };
}

const result = await (client === 'store' ? askForToken() : openRoom());
await ownFetch('/report', { method: 'POST', body: JSON.stringify({ ...result, fetches }) });
