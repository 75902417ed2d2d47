// A back end that lets its own users into a room: it decides who may join, and asks the appliance for their token.
// Environment: APPLIANCE_URL, CLINIC_APP_KEY, and PORT (default 3000; 0 for any). Prints its address.
//   curl -d '{"user":"jane","name":"Jane Doe"}' http://127.0.0.1:3000/join
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

const { APPLIANCE_URL: appliance = 'http://127.0.0.1:8080', CLINIC_APP_KEY: key, PORT: port = '3000' } = process.env;
const appId = '5f1d2c3b4a59687786950413';
const room = '5dc1a2b34c5d6e7f80912a3b';
if (!key) throw new Error('Set CLINIC_APP_KEY to the key of the app clinic.');

// Replace this with your session and your rules.
const roleOf = (user) => (user === 'jane' ? 'moderator' : 'participant');

async function tokenFor(user, name) {
  const response = await fetch(`${appliance}/v2/rooms/${room}/tokens`, {
    method: 'POST',
    headers: {
      Authorization: `Basic ${Buffer.from(`${appId}:${key}`).toString('base64')}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ name, role: roleOf(user), user_ref: user }),
    signal: AbortSignal.timeout(5000),
  });
  const body = await response.json();
  // 503 and 429 tell when to try again; any other failure is a mistake of this program or its settings.
  return response.ok ? { status: 200, body: { token: body.token } }
    : { status: response.status === 429 || response.status === 503 ? 503 : 500, body: { error: body.desc } };
}

const server = createServer(async (request, response) => {
  const reply = (status, body) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  try {
    if (request.method !== 'POST' || request.url !== '/join') return reply(404, { error: 'POST /join' });
    const { user, name } = await json(request);
    const { status, body } = await tokenFor(user, name);
    reply(status, body);
  } catch (error) {
    reply(500, { error: error.message });
  }
});
server.listen(Number(port), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
