// The catalogue in a real VS Code, step by step.   node snippets.mjs CONFIG.json
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseCommand, command, config, end, goTo, lines, must, open, openFile, page, plain, rows, step, until } from './driver.mjs';

const suggestion = text => rows('.suggest-widget.visible .monaco-list-row').filter({ hasText: text }).first();
/** Type a prefix and take the entry of this title. */
async function insert(prefix, title) {
  await page.keyboard.type(prefix, { delay: 40 });
  await page.keyboard.press('Control+Space');
  await suggestion(title).waitFor();
  await rows('.suggest-widget.visible .monaco-list-row.focused').filter({ hasText: title }).first().waitFor();
  await page.keyboard.press('Enter');
}
const shows = (text, what) => until(async () => (await lines()).join('\n').includes(text) && text, what);
async function atEnd() {
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
}

try {
  mkdirSync(join(config.project, '.vscode'), { recursive: true });
  writeFileSync(join(config.project, '.vscode', 'settings.json'), JSON.stringify({ 'flask-ls.snippets.paths': ['mine.yaml'] }));
  const mine = body => writeFileSync(join(config.project, 'mine.yaml'),
    `- id: mine\n  prefix: fmine\n  title: A snippet of mine\n  where: python.function\n  body: ${body}\n`);
  mine('print("one")');
  await step('open', () => open('shop.py'));
  await step('ready', () => until(async () => (await rows('.codelens-decoration').count()) > 0, 'the lenses', 300));
  await step('in a file with a blueprint', async () => {
    await goTo('18:1');
    await atEnd();
    await page.keyboard.press('Enter');
    await insert('froute-m', 'Route that shows a form and takes it');
    await shows('@shop.route("/submit", methods=["GET", "POST"])', 'the blueprint of the file');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Home');
    return until(async () => (await lines()).some(line => line.includes('from flask import Blueprint, redirect, render_template, request, url_for')), 'the import');
  }, 'blueprint-snippet.png');
  await step('in the body of a function', async () => {
    await page.keyboard.press('Escape');
    await goTo('10:44');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await insert('ffl', 'Flash');
    return shows('    flash("', 'the entry, indented');
  });
  await step('from a catalogue of one\'s own', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await insert('fmine', 'A snippet of mine');
    return shows('print("one")', 'the entry');
  });
  await step('the catalogue is edited meanwhile', async () => {
    await openFile('mine.yaml');
    await goTo('5:16');
    for (const _ of 'one') { await page.keyboard.press('Delete'); }
    await page.keyboard.type('two');
    await page.keyboard.press('Control+S');
    await page.waitForTimeout(1500);
    await openFile('shop.py');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await insert('fmine', 'A snippet of mine');
    return shows('print("two")', 'the changed entry');
  });
  await step('a fault in the catalogue is a problem', async () => {
    writeFileSync(join(config.project, 'mine.yaml'), '- id: mine\n  prefix: fmine\n  titel: A snippet of mine\n  where: python.function\n  body: x\n');
    await command('Problems: Focus on Problems View');
    const problem = rows('.markers-panel .monaco-list-row').filter({ hasText: 'did you mean `title`?' });
    await problem.first().waitFor();
    return plain(await problem.first().innerText());
  }, 'catalogue.png');
  await step('the exported catalogue', async () => {
    await page.keyboard.press('Escape');
    await openFile('shop.py');
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('xfmeth', { delay: 40 });
    await page.keyboard.press('Control+Space');
    await suggestion('Route that shows a form and takes it').click();
    return shows('@app.route("/submit", methods=["GET", "POST"])', 'the entry as VS Code inserts it');
  });
  await step('in a template', async () => {
    await page.keyboard.press('Escape');
    mine('print("three")');
    await openFile('shop/shelf.html');
    await atEnd();
    await insert('ffor', 'For');
    return shows('{% for ', 'the loop');
  });
  await step('HTML goes on as before', async () => {
    await page.keyboard.press('Escape');
    await atEnd();
    await page.keyboard.type('ul>li*2', { delay: 40 });
    await suggestion('Emmet Abbreviation').waitFor();
    await page.keyboard.press('Escape');
  });
  await step('Insert Snippet', async () => {
    await openFile('app.py');
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Enter');
    await chooseCommand('Flask: Insert Snippet');
    const list = rows('.quick-input-list .monaco-list-row');
    await list.filter({ hasText: 'Application' }).first().waitFor();
    await page.keyboard.type('fsecret');
    await page.waitForTimeout(300);
    await page.keyboard.press('Control+A');
    await page.keyboard.type('Route that shows a form');
    await until(async () => (await list.count()) >= 1 && plain(await list.first().innerText()).includes('Route that shows a form'), 'the entry');
    return plain(await list.first().innerText());
  }, 'insert-snippet.png');
  await step('the chosen snippet', async () => {
    await page.keyboard.press('Enter');
    return shows('@app.route("/submit", methods=["GET", "POST"])', 'the entry with the application of the file');
  });
} finally {
  await end();
}
