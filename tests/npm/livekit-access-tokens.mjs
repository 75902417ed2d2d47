// Signs access tokens as LiveKit's server SDK does. stdin: [{ "key", "secret", "identity"?, "grant" }]; stdout: the
// tokens, in their order.
import { text } from 'node:stream/consumers';
import { AccessToken } from 'livekit-server-sdk';

const tokens = [];
for (const { key, secret, identity, grant } of JSON.parse(await text(process.stdin))) {
  const token = new AccessToken(key, secret, identity ? { identity } : {});
  token.addGrant(grant);
  tokens.push(await token.toJwt());
}
console.log(JSON.stringify(tokens));
