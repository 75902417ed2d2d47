// A page that requests a token from the appliance and joins the room on LiveKit's server. README.md has the commands that
// bundle it with livekit-client into livekit-page.js and serve it. Open livekit-page.html?room=lobby&name=Jane
import { Room, TokenSource } from 'livekit-client';

const query = new URLSearchParams(location.search);
// The appliance, with the path that names the app.
const source = TokenSource.endpoint(query.get('endpoint') ?? 'http://127.0.0.1:8080/livekit/meet/token');
const progress = document.getElementById('progress');
const show = (line) => { progress.textContent += `${line}\n`; };

try {
  const { serverUrl, participantToken } = await source.fetch({
    roomName: query.get('room') ?? 'lobby',
    participantName: query.get('name') ?? 'Jane',
  });
  show(`Token: ${participantToken}`);
  const room = new Room();
  await room.connect(serverUrl, participantToken);
  show(`Joined ${room.name} as ${room.localParticipant.identity}.`);
} catch (error) {
  // A rejection by the appliance contains its reason, such as "the app has no room elsewhere".
  show(`Not joined: ${error.message}`);
}
