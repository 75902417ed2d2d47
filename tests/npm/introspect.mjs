// Introspects a token with two OAuth clients (RFC 7662), each with client_secret_basic and client_secret_post.
// stdin: { "url", "id", "secret", "token" }; stdout: { NAME: what the client returned }.
import { text } from 'node:stream/consumers';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';

const { url, id, secret, token } = JSON.parse(await text(process.stdin));
const server = { issuer: url, introspection_endpoint: `${url}/v1/introspect` };
const results = {};
for (const [name, authentication] of [
  ['openid-client basic', openid.ClientSecretBasic(secret)],
  ['openid-client post', openid.ClientSecretPost(secret)],
]) {
  const configuration = new openid.Configuration(server, id, undefined, authentication);
  openid.allowInsecureRequests(configuration);
  results[name] = await openid.tokenIntrospection(configuration, token);
}
const client = { client_id: id };
for (const [name, authentication] of [
  ['oauth4webapi basic', oauth.ClientSecretBasic(secret)],
  ['oauth4webapi post', oauth.ClientSecretPost(secret)],
]) {
  const response = await oauth.introspectionRequest(
    server, client, authentication, token, { [oauth.allowInsecureRequests]: true });
  results[name] = await oauth.processIntrospectionResponse(server, client, response);
}
console.log(JSON.stringify(results));
