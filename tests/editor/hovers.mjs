// What is explained under the cursor in a real VS Code, in a light and a dark theme.   node hovers.mjs CONFIG.json
import { command, config, end, goTo, must, open, openFile, page, plain, rows, step, until } from './driver.mjs';

const neighbours = (config.extensions ?? []).length > 0;
const shown = text => rows('.monaco-hover:not(.hidden) .hover-row:visible').filter({ hasText: text }).first();

/** The hover at a place, which has to read well: it fits on a screen, and its examples are coloured. */
async function explained(place, text, coloured = true) {
  await page.keyboard.press('Escape');
  await goTo(place);
  await page.keyboard.press('Control+K');
  await page.keyboard.press('Control+I');
  const hover = shown(text);
  await hover.waitFor();
  await page.waitForTimeout(700); // it fades in, and colours come after the text
  const { height, examples } = await hover.evaluate(row => ({
    height: row.scrollHeight,
    examples: [...row.querySelectorAll('.monaco-tokenized-source')].map(
      block => new Set([...block.querySelectorAll('span[class*=mtk]')].map(span => getComputedStyle(span).color)).size),
  }));
  must(height < 720, `${height} pixels are longer than a screen`);
  must(!coloured || examples.length > 0 && Math.max(...examples) > 1, `no example is coloured: ${examples}`);
  return plain(await hover.innerText());
}
const PLACES = [
  ['a converter', '14:16', 'A whole number', 'converter'],
  ['a configuration key', '10:13', 'SESSION_COOKIE_SAMESITE', 'config'],
  ['a status', '18:21', 'Not Found', 'status'],
  ['a member of a response', '20:16', 'set_cookie', 'member'],
];

try {
  await step('open', () => open('explained/main.py'));
  await step('the server runs', () => rows('.codelens-decoration').filter({ hasText: 'GET /' }).first().waitFor({ timeout: 40_000 }));
  for (const theme of ['light', 'dark']) {
    for (const [what, place, text, image] of PLACES) {
      await step(`${what}, ${theme}`, async () => {
        const said = await explained(place, text);
        return must(!neighbours || await shown('the neighbour knows').count() < 2, said);
      }, `hover-${image}-${theme}.png`);
    }
    await step(`what jedi knows, ${theme}`, async () => {
      if (!neighbours) { return until(() => explained('16:8', 'connection: Connection', false).catch(() => false), 'the type of a connection', 5); }
      await page.keyboard.press('Escape');
      await goTo('16:8');
      await page.keyboard.press('Control+K');
      await page.keyboard.press('Control+I');
      await shown('the neighbour knows connection').waitFor();
      await page.waitForTimeout(1500); // what is not to be said has its time to come
      return must(await rows('.monaco-hover:not(.hidden) .hover-row:visible').count() === 1 && 'left to the neighbour', 'rows of the hover');
    }, `hover-inferred-${theme}.png`);
    await step(`a filter in a template, ${theme}`, async () => {
      await page.keyboard.press('Escape');
      await openFile('explained/templates/item.html');
      return explained('1:17', 'upper');
    }, `hover-filter-${theme}.png`);
    await step(`the other theme after ${theme}`, async () => {
      await page.keyboard.press('Escape');
      await openFile('explained/main.py');
      await command('Preferences: Toggle between Light/Dark Themes');
      return until(async () => await page.locator(`.monaco-workbench.${theme === 'light' ? 'vs-dark' : 'vs'}`).count() > 0, 'the theme');
    });
  }
} finally {
  await end();
}
