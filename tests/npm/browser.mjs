// Opens pages with vendors' own browser clients in headless Chromium, on a loopback address that is another origin than
// the appliance's. Argument: the script of the page, a file beside this one. stdin: { "browser", "api", "pages": [...] }:
// Chromium's executable, the appliance's URL, and what else each page's window.setup has; stdout: what each page
// reported, as a JSON array.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { build } from 'esbuild';

const PAGE_SECONDS_MAX = 120;

const { outputFiles } = await build({
  entryPoints: [new URL(process.argv[2], import.meta.url).pathname],
  bundle: true,
  write: false,
  outdir: '/',
  format: 'esm',
  jsx: 'automatic',
  logLevel: 'error',
  define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}', global: 'window' },
  loader: { '.svg': 'dataurl', '.png': 'empty' },
});
const script = outputFiles.find(({ path }) => path.endsWith('.js')).contents;

async function open(browser, setup) {
  const html = `<!doctype html><meta charset="utf-8"><div id="root"></div>
<script>window.setup = ${JSON.stringify(setup)}</script><script type="module" src="/page.js"></script>`;
  let resolve, reject;
  const reported = new Promise((...settle) => { [resolve, reject] = settle; });
  const server = createServer(async (request, response) => {
    if (request.url === '/report') resolve(await json(request));
    const [type, body] = request.url === '/page.js' ? ['text/javascript', script]
      : request.url === '/' ? ['text/html', html] : [null, ''];
    response.writeHead(type ? 200 : 404, { 'Content-Type': type ?? 'text/plain' }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const profile = await mkdtemp(join(tmpdir(), 'appliance-browser-'));
  const chromium = spawn(browser, [
    // Tests may run as root, for whom the sandbox does not start; and no address but the loopback's is looked up.
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', `--user-data-dir=${profile}`,
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--disable-default-apps', '--no-first-run',
    '--enable-logging=stderr',
    `http://127.0.0.1:${server.address().port}/`,
  ], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  chromium.stderr.on('data', (chunk) => { log += chunk; });
  const ended = once(chromium, 'exit');
  ended.then(() => reject(new Error(`the browser ended: ${log}`)), reject);
  const timer = setTimeout(
    () => reject(new Error(`no report within ${PAGE_SECONDS_MAX} s: ${log}`)), PAGE_SECONDS_MAX * 1000);
  try {
    return await reported;
  } finally {
    clearTimeout(timer);
    chromium.kill('SIGKILL');
    await ended.catch(() => {});
    server.closeAllConnections();
    server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

const { browser, api, pages } = await json(process.stdin);
const reports = [];
for (const page of pages) reports.push(await open(browser, { api, ...page }));
console.log(JSON.stringify(reports));
