// Calls methods of 100ms's server SDK. Arguments: the API's base URL, the access key, the app secret. stdin: one line a
// call, { "method": "rooms.create", "arguments": [...] }; stdout: one line a result, in their order, { "value" } or
// { "error": { "code", "name", "message" } }. A list is read to its end.
import { createInterface } from 'node:readline';
import { SDK } from '@100mslive/server-sdk';

// More than any test makes: a list that goes on beyond repeats its pages.
const ITEMS_MAX = 1000;

const [baseUrl, accessKey, secret] = process.argv.slice(2);
const sdk = new SDK(accessKey, secret);
sdk.setLogLevel('silent');
// The SDK has the vendor's host built in.
sdk.api.axios.defaults.baseURL = baseUrl;

async function readAll(list) {
  const items = [];
  for await (const item of list) {
    items.push(item);
    if (items.length > ITEMS_MAX) throw new Error(`the list has more than ${ITEMS_MAX} items`);
  }
  return items;
}

async function call({ method, arguments: values }) {
  const [wrapper, name] = method.split('.');
  try {
    const result = sdk[wrapper][name](...values);
    const value = Symbol.asyncIterator in result ? await readAll(result) : await result;
    return { value: value ?? null };
  } catch ({ code, name: title, message }) {
    return { error: { code: code ?? null, name: title, message } };
  }
}

for await (const line of createInterface({ input: process.stdin }))
  console.log(JSON.stringify(await call(JSON.parse(line))));
