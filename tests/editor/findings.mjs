// What one file's edit does to the findings of another, in a real VS Code, step by step.   node findings.mjs CONFIG.json
import { end, goTo, lines, must, open, openFile, page, plain, rows, step, until } from './driver.mjs';

const squiggles = () => rows('.monaco-editor .squiggly-error').count();

try {
  await step('open', () => open('market/main.py'));
  await step('nothing wrong', async () => {
    await rows('.codelens-decoration').filter({ hasText: 'GET /' }).first().waitFor({ timeout: 40_000 });
    await page.waitForTimeout(1000);
    return must(await squiggles() === 0, 'an endpoint that exists');
  });
  await step('the view in another file gets another name', async () => {
    await openFile('market/views.py');
    await goTo('7:11');
    await page.keyboard.type('_all');
    return until(async () => (await lines()).some(line => line.includes('def stalls_all():')) && true, 'the new name');
  });
  await step('unknown endpoint', async () => {
    await openFile('market/main.py');
    await page.waitForSelector('.monaco-editor .squiggly-error', { timeout: 20_000 });
    await goTo('11:34');
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+I');
    const hover = rows('.monaco-hover:not(.hidden) .hover-row:visible').filter({ hasText: 'No route has the endpoint' });
    await hover.first().waitFor();
    await page.waitForTimeout(600); // it fades in
    return must(plain(await hover.first().innerText()).includes('Did you mean `market.stalls_all`?'), 'what may be meant');
  }, 'unknown-endpoint.png');
  await step('what was meant', async () => {
    await page.keyboard.press('Escape');
    await goTo('11:34');
    await page.keyboard.press('Control+.');
    await rows('.action-widget .monaco-list-row.action').filter({ hasText: 'Change to `market.stalls_all`' }).first().click();
    return until(async () => (await lines()).some(line => line.includes('url_for("market.stalls_all")')) && true, 'the new endpoint');
  });
  await step('nothing wrong again', async () => {
    await rows('.monaco-editor .squiggly-error').first().waitFor({ state: 'detached' });
    return true;
  });
} finally {
  await end();
}
