// Signs claims as back ends in JavaScript do. stdin: { "claims", "secret" }; stdout: { "jsonwebtoken", "jose" }, each a
// token.
import { text } from 'node:stream/consumers';
import { SignJWT } from 'jose';
import jsonwebtoken from 'jsonwebtoken';

const { claims, secret } = JSON.parse(await text(process.stdin));
console.log(JSON.stringify({
  jsonwebtoken: jsonwebtoken.sign(claims, secret, { algorithm: 'HS256' }),
  jose: await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret)),
}));
