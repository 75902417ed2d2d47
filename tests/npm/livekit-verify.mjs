// Asks LiveKit's own verifier about tokens. stdin: [{ "token", "key", "secret" }]; stdout, in their order:
// [{ "claims" }] or [{ "error" }].
import { text } from 'node:stream/consumers';
import { TokenVerifier } from 'livekit-server-sdk';

const answers = [];
for (const { token, key, secret } of JSON.parse(await text(process.stdin))) {
  try {
    answers.push({ claims: await new TokenVerifier(key, secret).verify(token) });
  } catch (error) {
    answers.push({ error: `${error.code ?? error.name}: ${error.message}` });
  }
}
console.log(JSON.stringify(answers));
