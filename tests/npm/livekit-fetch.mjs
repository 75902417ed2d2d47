// Asks a token endpoint as TokenSource.endpoint of LiveKit's client SDK for JavaScript does: the vendor's messages, in
// the JSON of Protocol Buffers. stdin: { "url", "options" }, options as TokenSourceRequest names them; stdout:
// { "status", "serverUrl", "participantToken" } or { "status", "text" }.
import { text } from 'node:stream/consumers';
import { TokenSourceRequest, TokenSourceResponse } from '@livekit/protocol';

const { url, options } = JSON.parse(await text(process.stdin));
const response = await fetch(url, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: new TokenSourceRequest(options).toJsonString({ useProtoFieldName: true }),
});
const { status } = response;
if (response.ok) {
  const answer = TokenSourceResponse.fromJson(await response.json(), { ignoreUnknownFields: true });
  console.log(JSON.stringify({ status, ...answer }));
} else {
  console.log(JSON.stringify({ status, text: await response.text() }));
}
