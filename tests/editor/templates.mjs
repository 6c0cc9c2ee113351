// Templates in a real VS Code, step by step.   node templates.mjs CONFIG.json
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chooseCommand, config, end, goTo, lines, must, open, openFile, page, plain, rows, step, until } from './driver.mjs';

const suggestion = text => rows('.suggest-widget.visible .monaco-list-row').filter({ hasText: text }).first();
const shows = (text, what) => until(async () => (await lines()).join('\n').includes(text) && text, what);
const tab = async name => until(async () => (await rows('.tab.active').first().getAttribute('aria-label')).startsWith(name) && name, name);
async function hoverAt(place, text) {
  await goTo(place);
  await page.keyboard.press('Control+K');
  await page.keyboard.press('Control+I');
  const hover = rows('.monaco-hover:not(.hidden) .hover-row:visible').filter({ hasText: text });
  await hover.first().waitFor();
  await page.waitForTimeout(600); // it fades in
  return plain(await hover.first().innerText());
}

try {
  await step('open', () => open('market/main.py'));
  await step('routes are known', async () => rows('.codelens-decoration').filter({ hasText: 'GET /' }).first().waitFor({ timeout: 40_000 }));
  await step('Jinja has colours of its own in HTML', async () => {
    await openFile('market/templates/stall.html');
    const line = rows('.editor-instance .view-lines .view-line').filter({ hasText: /upper/ }).first();
    const classes = await until(async () => {
      const found = await line.locator('span span').evaluateAll(all => all.map(each => [each.textContent, each.className]));
      const of = text => (found.find(([content]) => content.includes(text)) || [])[1];
      return of('upper') && of('upper') !== of('h2') && of('"a"') !== of('upper') && [of('upper'), of('"a"'), of('h2')];
    }, 'the colours');
    return classes.join(' ');
  }, 'template-colours.png');
  await step('columns of a model that a view passes', async () => {
    await openFile('market/templates/stall.html');
    await goTo('4:17');
    await page.keyboard.type('stall.');
    await suggestion('owner').waitFor();
    return must(await suggestion('title').count() === 1, 'the other column');
  }, 'template-completion.png');
  await step('a column completed', async () => {
    await page.keyboard.type('ow');
    await suggestion('owner').waitFor();
    await page.keyboard.press('Enter');
    return shows('{{ stall.owner }}', 'the attribute');
  });
  await step('hover of a filter', async () => {
    const text = await hoverAt('5:19', 'upper');
    return must(text.toLowerCase().includes('upper'), text);
  }, 'filter-hover.png');
  await step('from an endpoint to its view', async () => {
    await goTo('6:26');
    await page.keyboard.press('F12');
    await tab('main.py');
    return shows('def index():', 'the view');
  });
  await step('from extends to the parent', async () => {
    await openFile('market/templates/stall.html');
    await goTo('1:15');
    await page.keyboard.press('F12');
    return tab('base.html');
  });
  await step('a block gets another name', async () => {
    await goTo('1:11');
    await page.keyboard.press('F2');
    await page.waitForFunction(() => document.activeElement?.closest('.rename-box'));
    await page.keyboard.press('Control+A');
    await page.keyboard.type('content', { delay: 40 });
    await page.keyboard.press('Enter');
    await shows('{% block content %}', 'the new name in the parent');
    await openFile('market/templates/stall.html');
    await shows('{% block content %}', 'the new name in one child');
    await openFile('market/templates/list.html');
    return shows('{% block content %}', 'the new name in the other');
  }, 'block-rename.png');
  await step('HTML completes', async () => {
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('<butto', { delay: 40 });
    await suggestion('button').waitFor();
    await page.keyboard.press('Escape');
    for (let at = 0; at < 6; at++) { await page.keyboard.press('Backspace'); }
    return true;
  });
  await step('Emmet expands', async () => {
    await page.keyboard.type('ul>li.item', { delay: 40 });
    await chooseCommand('Emmet: Expand Abbreviation');
    return shows('<li class="item"></li>', 'the abbreviation');
  });
  await step('our completion in the same file', async () => {
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('{{ url_for("ind', { delay: 40 });
    await page.keyboard.press('Control+Space');
    await suggestion('index').waitFor();
    return true;
  });
  await step('a template that is missing is made', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await openFile('market/main.py');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\n\n@app.route("/new")\ndef new():\nreturn render_template("new.html")', { delay: 15 });
    const squiggle = rows('.monaco-editor .squiggly-error, .monaco-editor .squiggly-warning');
    await squiggle.first().waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Control+.');
    await rows('.action-widget .monaco-list-row.action').filter({ hasText: 'Create the template new.html' }).first().click();
    return until(async () => existsSync(join(config.project, 'market/templates/new.html')) || (await rows('.tab').allInnerTexts()).some(text => text.includes('new.html')), 'the template');
  }, 'created-template.png');
} finally {
  if (config.images) { await page.screenshot({ path: `${config.images}/templates-end.png` }); }
  await end();
}
