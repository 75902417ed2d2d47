// A page with LiveKit's own clients, served by browser.mjs. It reports { token, fetches } or { error, fetches }.
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { useToken } from '@livekit/components-react';
import { TokenSource } from 'livekit-client';

const { api, client, path, app, options } = window.setup;
const fetches = [];

const ownFetch = window.fetch;
window.fetch = async (resource, init = {}) => {
  const entry = { method: init.method ?? 'GET', url: `${resource.url ?? resource}` };
  fetches.push(entry);
  try {
    const response = await ownFetch(resource, init);
    entry.status = response.status;
    return response;
  } catch (error) {
    entry.error = error.message;
    throw error;
  }
};

async function askSource() {
  const source = client === 'endpoint' ? TokenSource.endpoint(api + path)
    : TokenSource.developmentTokenServer(app, { baseUrl: api });
  try {
    return { token: (await source.fetch(options)).participantToken };
  } catch ({ message }) {
    return { error: message };
  }
}

function Hook({ onToken }) {
  const token = useToken(api + path, options.roomName, { userInfo: options.userInfo });
  useEffect(() => {
    if (token) onToken(token);
  }, [token]);
  return null;
}

const askHook = () => new Promise((resolve) => {
  createRoot(document.getElementById('root')).render(<Hook onToken={(token) => resolve({ token })} />);
});

const result = await (client === 'useToken' ? askHook() : askSource());
await ownFetch('/report', { method: 'POST', body: JSON.stringify({ ...result, fetches }) });
