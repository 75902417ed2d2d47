// Asks for tokens by each token source of livekit-client. stdin: [{ "source", "arguments", "options" }], where source
// is "endpoint", "developmentTokenServer", "sandboxTokenServer", "literal" or "custom" and the arguments are the
// source's; those of the last two are a URL that their own function asks. stdout, in their order: [{ "response",
// "payload" }] or [{ "error" }], payload as the client itself decodes the token.
import { json } from 'node:stream/consumers';
import { TokenSource, decodeTokenPayload } from 'livekit-client';

// What an application writes that has no token source for its server.
async function ask(url, { roomName, participantName, participantIdentity } = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ roomName, participantName, participantIdentity }),
  });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  return response.json();
}

const own = {
  async literal(url) {
    const answer = await ask(url);
    return TokenSource.literal({ serverUrl: answer.server_url, participantToken: answer.participant_token });
  },
  custom: (url) => TokenSource.custom((options) => ask(url, options)),
};

async function fetchToken({ source, arguments: values, options = {} }) {
  try {
    const tokens = await (own[source] ?? TokenSource[source])(...values);
    const response = await tokens.fetch(options);
    return { response, payload: decodeTokenPayload(response.participantToken) };
  } catch ({ message }) {
    return { error: message };
  }
}

const answers = [];
for (const one of await json(process.stdin)) answers.push(await fetchToken(one));
console.log(JSON.stringify(answers));
