// A real VS Code (code-server) in headless Chromium, and what a person does in it. `step` prints one JSON line:
// {"step", "ok", "detail"}. The configuration, {node, entry, data, project, vsix, extensions, chromium, client, images}, is the file
// that the first argument names.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync, rmSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';

export const config = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { chromium } = createRequire(join(config.client, 'package.json'))('playwright-core');
const SETTINGS = {
  'workbench.startupEditor': 'none', 'workbench.secondarySideBar.defaultVisibility': 'hidden', 'chat.disableAIFeatures': true,
  'extensions.autoUpdate': false, 'extensions.ignoreRecommendations': true, 'telemetry.telemetryLevel': 'off',
  'security.workspace.trust.enabled': false, 'git.enabled': false, 'files.hotExit': 'off', 'editor.minimap.enabled': false,
  'editor.hover.delay': 100, 'editor.wordBasedSuggestions': 'off', 'editor.accessibilitySupport': 'off',
  'workbench.colorTheme': 'Default Light Modern',
  // Where the Python extension, or what stands in for it, is there, it says which interpreter is selected.
  [config.extensions?.length ? 'python.defaultInterpreterPath' : 'flask-ls.interpreter']: config.python,
};
let failed = 0;
const report = (step, ok, detail) => { failed += ok ? 0 : 1; console.log(JSON.stringify({ step, ok, detail })); };
export const plain = text => text.replace(/\u00a0/g, ' ');

async function freePort() {
  return new Promise(resolve => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => resolve(port)); });
  });
}

async function startEditor() {
  rmSync(config.data, { recursive: true, force: true });
  mkdirSync(join(config.data, 'User'), { recursive: true });
  writeFileSync(join(config.data, 'User', 'settings.json'), JSON.stringify(SETTINGS));
  writeFileSync(join(config.data, 'config.yaml'), 'auth: none\n');
  const folders = ['--config', join(config.data, 'config.yaml'), '--user-data-dir', config.data, '--extensions-dir', join(config.data, 'ext')];
  const env = { ...process.env, EXTENSIONS_GALLERY: '{}' };
  for (const vsix of [config.vsix, ...config.extensions ?? []]) {
    execFileSync(config.node, [config.entry, ...folders, '--install-extension', vsix, '--force'], { env });
  }
  const port = await freePort();
  const editor = spawn(config.node, [config.entry, ...folders, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`,
    '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust', '--disable-getting-started-override',
    '--reconnection-grace-time', '1', config.project], { detached: true, stdio: 'ignore', env });
  for (let attempt = 0; ; attempt++) {
    try { if ((await fetch(`http://127.0.0.1:${port}/healthz`)).ok) { break; } } catch { /* not yet */ }
    if (attempt > 150) { throw new Error('code-server did not start'); }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  return { base: `http://127.0.0.1:${port}`, stop: () => { try { process.kill(-editor.pid, 'SIGKILL'); } catch { /* gone */ } } };
}

export const editor = await startEditor();
const browser = await chromium.launch({ executablePath: config.chromium, headless: true, args: ['--no-sandbox', '--disable-gpu',
  '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
export const page = await (await browser.newContext({ viewport: { width: 1200, height: 720 }, permissions: ['clipboard-read', 'clipboard-write'] })).newPage();
page.setDefaultTimeout(20_000);

export async function step(name, action, image) {
  try {
    report(name, true, await action());
    if (image && config.images) { await page.screenshot({ path: join(config.images, image) }); }
  } catch (error) {
    report(name, false, String(error).slice(0, 600));
    await page.screenshot({ path: join(config.data, `${name.replace(/\W/g, '-')}.png`) }).catch(() => {});
  }
}
export const rows = selector => page.locator(selector);
export async function labelsOf(selector) {
  return (await rows(selector).evaluateAll(all => all.map(row => row.textContent))).map(plain);
}
export async function command(title) {
  await chooseCommand(title);
  await rows('.quick-input-widget').waitFor({ state: 'hidden' });
}
/** A command that asks for something, so that the box stays open. */
export async function chooseCommand(title) {
  await page.keyboard.press('F1');
  await rows('.quick-input-widget:visible input').first().waitFor();
  await page.keyboard.type(title);
  await rows('.quick-input-list .monaco-list-row').filter({ hasText: title }).first().waitFor();
  await page.keyboard.press('Enter');
}
export async function goTo(place) {
  await page.keyboard.press('Control+G');
  await rows('.quick-input-widget:visible input').first().waitFor();
  await page.keyboard.type(place);
  await page.keyboard.press('Enter');
  await rows('.quick-input-widget').waitFor({ state: 'hidden' });
}
export async function lines() {
  return rows('.editor-instance .view-lines .view-line').evaluateAll(found => found
    .map(line => [parseFloat(line.style.top), line.textContent]).sort((a, b) => a[0] - b[0]).map(pair => pair[1]))
    .then(found => found.map(plain));
}
export const must = (condition, detail) => { if (!condition) { throw new Error(`unexpected: ${JSON.stringify(detail)}`); } return detail; };
export const until = async (condition, detail, attempts = 100) => {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const value = await condition();
    if (value) { return value; }
    await page.waitForTimeout(100);
  }
  throw new Error(`did not happen: ${detail}`);
};
/** Open the project, with one of its files. */
export async function open(file) {
  const payload = [['openFile', `vscode-remote://${new URL(editor.base).host}${config.project}/${file}`]];
  await page.goto(`${editor.base}/?folder=${config.project}&payload=${encodeURIComponent(JSON.stringify(payload))}`, { waitUntil: 'domcontentloaded' });
  await page.waitForSelector('.editor-instance .view-lines .view-line');
}
/** Open another file of the project by its path. */
export async function openFile(name) {
  await page.keyboard.press('Control+P');
  await rows('.quick-input-widget:visible input').first().waitFor();
  await page.keyboard.type(name);
  const top = rows('.quick-input-list .monaco-list-row.focused');
  await until(async () => await top.count() === 1 && plain(await top.innerText()).includes(name.split('/').pop()), `${name} first`);
  await page.waitForTimeout(300);
  await page.keyboard.press('Enter');
  await rows('.quick-input-widget').waitFor({ state: 'hidden' });
  await until(async () => (await rows('.tab.active').first().getAttribute('aria-label')).startsWith(name.split('/').pop()), name);
}
/** End the editor and the process: 1 where a step failed. */
export async function end() {
  await browser.close();
  editor.stop();
  process.exit(failed ? 1 : 0);
}
