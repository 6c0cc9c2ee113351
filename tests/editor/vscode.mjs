// What the server does in a real VS Code, step by step.   node vscode.mjs CONFIG.json
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  chooseCommand, command, config, editor, end, goTo, labelsOf, lines, must, open, page, plain, rows, step, until,
} from './driver.mjs';

try {
  await step('open', () => open('app.py'));
  await step('squiggles', async () => {
    await page.waitForSelector('.monaco-editor .squiggly-error', { timeout: 40_000 });
    await page.waitForSelector('.monaco-editor .squiggly-warning');
    return rows('.monaco-editor .squiggly-warning').count();
  });
  await step('problems panel', async () => {
    await page.keyboard.press('Control+Shift+M');
    await rows('.markers-panel .monaco-list-row').first().waitFor();
    const found = await until(async () => {
      const labels = await rows('.markers-panel .monaco-list-row').evaluateAll(all => all.map(row => row.textContent));
      return ['FLK001', 'FLK201', 'FLK301', 'FLK302', 'FLK303'].every(code => labels.some(label => label.includes(code))) && labels;
    }, 'five findings in the Problems panel');
    return found.length;
  }, 'warnings.png');
  await step('quick fix', async () => {
    await page.keyboard.press('Control+Shift+M');
    await rows('.editor-instance .view-lines').first().click();
    await goTo('30:20');
    await page.keyboard.press('Control+.');
    await rows('.action-widget .monaco-list-row.action').filter({ hasText: 'Remove `debug=True`' }).first().click();
    return until(async () => { const text = await lines(); return text.includes('    app.run()') && text.length; }, 'app.run() without debug=True');
  });
  await step('squiggle gone', () => rows('.monaco-editor .squiggly-info').first().waitFor({ state: 'detached' }));
  await step('hover', async () => {
    await goTo('12:7');
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+I');
    const hover = rows('.monaco-hover:not(.hidden) .hover-row:visible').filter({ hasText: 'answer requests to a URL rule' });
    await hover.first().waitFor();
    await page.waitForTimeout(600); // it fades in
    return must(plain(await hover.first().innerText()).includes('topmost decorator'), 'the gotcha is shown');
  }, 'hover.png');
  await step('completion list', async () => {
    await page.keyboard.press('Escape');
    await goTo('27:1');
    await page.keyboard.press('Enter');
    await page.keyboard.type('feh-j', { delay: 40 });
    await rows('.suggest-widget.visible .monaco-list-row').filter({ hasText: 'feh-json' }).first().waitFor();
    return rows('.suggest-widget.visible .monaco-list-row').count();
  });
  await step('snippet with its import', async () => {
    await rows('.suggest-widget.visible .monaco-list-row.focused').filter({ hasText: 'feh-json' }).first().waitFor();
    await page.keyboard.press('Enter');
    await until(async () => (await lines()).some(line => line.includes('@app.errorhandler(HTTPException)')), 'the snippet');
    await page.waitForTimeout(300);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Home');
    const text = await until(async () => { const all = await lines(); return all[0].startsWith('"""') && all; }, 'the first line');
    return must(text.some(line => line.trim() === 'from werkzeug.exceptions import HTTPException'), text);
  }, 'snippet.png');
  // What the project knows
  const TREE = '.pane:has([aria-label*="Flask Routes"]) .monaco-list-row';
  const tree = rows(TREE);
  const inTree = (condition, what) => until(async () => {
    const labels = await labelsOf(TREE);
    return condition(labels.join('\n')) && labels;
  }, what);
  const welcome = text => rows('.welcome-view-content').filter({ hasText: text }).first().waitFor();
  await step('routes view', async () => {
    await page.keyboard.press('Escape');
    await rows('.explorer-viewlet .pane-header').first().click(); // folds the files: the routes need their room
    await command('Explorer: Focus on Flask Routes View');
    return inTree(text => ['app:app', '/namePOST', '/visits/<int:page>GET', 'shop', '/shop/GET', '/shop/item/<int:number>GET, POST']
      .every(part => text.includes(part)), 'the routes of the sample in the tree');
  }, 'routes.png');
  const filter = async (typed, condition, what) => {
    await chooseCommand('Flask: Filter Routes');
    await rows('.quick-input-widget').filter({ hasText: 'Show the routes that contain this' }).first().waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
    return inTree(condition, what);
  };
  await step('filter of the routes', async () => {
    const found = await filter('shop.item', text => text.includes('/shop/item/') && !text.includes('/name'), 'one route');
    await filter('nothing like it', text => text === '', 'no route');
    await welcome('No route contains what the filter asks for');
    await rows('.welcome-view-content .monaco-button').filter({ hasText: 'Show All Routes' }).first().click();
    await inTree(text => text.includes('/name'), 'all routes');
    return found;
  });
  await step('copy of a URL', async () => {
    await tree.filter({ hasText: '/shop/item/' }).first().click({ button: 'right' });
    await rows('.monaco-menu .action-item').filter({ hasText: 'Copy URL' }).first().hover();
    await page.waitForTimeout(500); // a menu that has just opened takes no click
    await rows('.monaco-menu .action-item').filter({ hasText: 'Copy URL' }).first().click();
    return until(async () => await page.evaluate(() => navigator.clipboard.readText()) === '/shop/item/<int:number>', 'the URL in the clipboard');
  });
  await step('route opened by a click', async () => {
    await tree.filter({ hasText: '/shop/GET' }).first().click();
    await until(async () => (await lines()).some(line => line.includes('def shelf():')), 'the view function');
    return until(async () => (await rows('.statusbar-item').allInnerTexts()).some(text => text.includes('Ln 9, Col 5')), 'the line of the view');
  });
  await step('no route twice in the picker', async () => {
    await chooseCommand('Flask: Go to Route');
    await rows('.quick-input-list .monaco-list-row').filter({ hasText: '/shop/item/' }).first().waitFor();
    const all = (await rows('.quick-input-list .monaco-list-row').allInnerTexts()).map(plain);
    await page.keyboard.press('Escape');
    return must(all.length === 6, all);
  });
  const route = async (typed, row, line) => {
    await chooseCommand('Flask: Go to Route');
    await rows('.quick-input-list .monaco-list-row').filter({ hasText: row }).first().waitFor();
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
    return until(async () => (await lines()).some(each => each.includes(line)), `the line ${line}`);
  };
  await step('go to route', () => route('shop.item', '/shop/item', 'def item(number):'));
  await step('lens', async () => {
    const lens = rows('.codelens-decoration').filter({ hasText: 'GET, POST /shop/item/<int:number>' });
    await lens.first().waitFor();
    return plain(await rows('.codelens-decoration').allInnerTexts().then(all => all.join(' | ')));
  }, 'lens.png');
  const both = selector => until(async () => {
    const labels = await labelsOf(selector);
    return ['shop.py', 'shelf.html'].every(file => labels.some(label => label.includes(file))) && labels;
  }, `the Python file and the template in ${selector}`);
  await step('references of a lens', async () => {
    await rows('.codelens-decoration a').filter({ hasText: '2 references' }).first().click();
    const found = await both('.peekview-widget .ref-tree .monaco-list-row');
    await page.keyboard.press('Escape');
    return found;
  });
  await step('only place of a lens', async () => {
    await rows('.codelens-decoration a').filter({ hasText: '1 reference' }).first().click();
    await until(async () => (await lines()).some(line => line.includes("url_for('shop.item', number=1)")), 'the template');
    return route('shop.item', '/shop/item', 'def item(number):');
  });
  await step('inlay hint', async () => until(async () => (await lines()).some(line => line.includes('url_for("shop.shelf")/shop/')), 'the rule behind url_for'));
  await step('endpoint completion', async () => {
    await goTo('17:40');
    for (const _ of 'shop.shelf') { await page.keyboard.press('Backspace'); }
    await until(async () => (await lines()).some(line => line.includes('url_for("")')), 'an empty endpoint');
    await page.keyboard.press('Control+Space');
    await rows('.suggest-widget.visible .monaco-list-row').filter({ hasText: 'shop.item' }).first().waitFor();
    return (await rows('.suggest-widget.visible .monaco-list-row').allInnerTexts()).map(plain);
  }, 'endpoints.png');
  await step('completed endpoint', async () => {
    await page.keyboard.type('shop.sh', { delay: 40 });
    await until(async () => await rows('.suggest-widget.visible .monaco-list-row').count() === 1, 'one endpoint left');
    await rows('.suggest-widget.visible .monaco-list-row.focused').filter({ hasText: 'shop.shelf' }).first().waitFor();
    await page.keyboard.press('Enter');
    return until(async () => (await lines()).some(line => line.includes('url_for("shop.shelf")')), 'the endpoint');
  });
  await step('lens follows the text', async () => until(
    async () => (await rows('.codelens-decoration a').allInnerTexts()).some(text => text.includes('2 references')), 'two references again'));
  await step('references of an endpoint', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await goTo('9:7');
    await page.keyboard.press('Shift+F12');
    return both('.peekview-widget .ref-tree .monaco-list-row');
  }, 'references.png');
  // A key that is pressed while the editor is busy with what was before can get lost, as it does for people.
  const template = async line => {
    for (let attempt = 0; ; attempt++) {
      await goTo('11:32');
      await page.keyboard.press('F12');
      try {
        return await until(async () => (await lines()).some(each => each.includes(line)), `the template with ${line}`, 30);
      } catch (error) {
        if (attempt === 3) { throw new Error(`${error}: ${JSON.stringify(await lines())}`); }
      }
    }
  };
  await step('definition of a template', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    return template("url_for('shop.item', number=1)");
  });
  const hover = async text => {
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+I');
    const found = rows('.monaco-hover:not(.hidden) .hover-row:visible').filter({ hasText: text });
    await found.first().waitFor();
    return found.first();
  };
  await step('picture of a static file', async () => {
    await goTo('5:44');
    const picture = (await hover('static/logo.png')).locator('img');
    await until(() => picture.evaluate(image => image.complete && image.naturalWidth === 48), 'the picture in the hover');
    await page.waitForTimeout(600);
  }, 'static.png');
  await step('definition in another file', async () => {
    await page.keyboard.press('Escape');
    await goTo('3:24');
    await page.keyboard.press('F12');
    return until(async () => (await lines()).some(line => line.includes('def item(number):')), 'the view of the endpoint');
  });
  await step('preview of a rename', async () => {
    await goTo('15:6');
    await page.keyboard.press('F2');
    await page.waitForFunction(() => document.activeElement?.closest('.rename-box'));
    await page.keyboard.press('Control+A');
    await page.keyboard.type('thing');
    await page.keyboard.press('Control+Enter');
    return both('.bulk-edit-panel .monaco-list-row');
  }, 'preview.png');
  await step('rename', async () => {
    await rows('.bulk-edit-panel .monaco-button').filter({ hasText: 'Apply' }).first().click();
    await until(async () => (await lines()).some(line => line.includes('def thing(number):')), 'the renamed view');
    return template("url_for('shop.thing', number=1)");
  }, 'rename.png');
  await step('routes refresh themselves', () => inTree(text => text.includes('shop.thing') && !text.includes('shop.item'), 'the new endpoint in the tree'));
  await step('back to the application', () => route('index', '/name', 'app = Flask(__name__)'));
  await step('endpoint of another file', async () => {
    await route('set_name', '/name', 'def set_name():');
    await until(async () => (await rows('.statusbar').innerText()).includes('Ln 19, Col 5'), 'the cursor at the view');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    for (const _ of '"))') { await page.keyboard.press('ArrowLeft'); }
    for (const _ of 'index') { await page.keyboard.press('Backspace'); }
    await page.keyboard.press('Control+Space');
    await rows('.suggest-widget.visible .monaco-list-row').filter({ hasText: 'shop.thing' }).first().waitFor();
    await page.keyboard.type('shop.th', { delay: 40 });
    await rows('.suggest-widget.visible .monaco-list-row.focused').filter({ hasText: 'shop.thing' }).first().waitFor();
    await page.keyboard.press('Enter');
    return until(async () => (await lines()).some(line => line.includes('url_for("shop.thing")')), 'the endpoint');
  });
  await step('signature help', async () => {
    await page.keyboard.press('ArrowRight');
    await page.keyboard.type(', ', { delay: 40 });
    const shown = rows('.parameter-hints-widget.visible').filter({ hasText: 'url_for("shop.thing", number: int)' });
    await shown.first().waitFor();
    return plain(await shown.first().innerText());
  }, 'signature.png');
  await step('value of an endpoint', async () => {
    await page.keyboard.type('num', { delay: 40 });
    await rows('.suggest-widget.visible .monaco-list-row.focused').filter({ hasText: 'number' }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type('1');
    return until(async () => (await lines()).some(line => line.includes('url_for("shop.thing", number=1)')), 'the value');
  });
  await step('hover of an endpoint', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    for (const _ of 'ing", number=1') { await page.keyboard.press('ArrowLeft'); }
    const shown = plain(await (await hover('GET, POST /shop/item/<int:number>')).innerText());
    await page.waitForTimeout(600);
    return must(shown.includes('One thing, by its number.') && shown, 'its documentation');
  }, 'endpoint-hover.png');
  await step('definition of an endpoint in another file', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('F12');
    return until(async () => (await lines()).some(line => line.includes('def thing(number):')), 'the view of the endpoint');
  });
  const answer = async (question, typed) => {
    await rows('.quick-input-widget:visible').filter({ hasText: question }).first().waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.type(typed);
  };
  const fromTemplate = async () => {
    await chooseCommand('Flask: New from Template');
    const rowOf = state => rows(`.quick-input-list .monaco-list-row${state}`).filter({ hasText: 'Blueprint package' }).first();
    await rowOf('').waitFor();
    await page.keyboard.type('blueprint package');
    await rowOf('.focused').waitFor();
    await page.keyboard.press('Enter');
    await answer('Package of the application', 'blueprints');
    await page.keyboard.press('Enter');
    await answer('Name of the blueprint', 'Orders');
    await answer('It must be a Python name in small letters', 'orders');
    await rows('.quick-input-widget:visible').filter({ hasText: 'Name of the blueprint' }).first().waitFor();
    await page.keyboard.press('Enter');
  };
  const told = async text => {
    const toast = rows('.notifications-toasts .notification-list-item').filter({ hasText: text });
    await toast.first().waitFor();
    const said = plain(await toast.first().innerText());
    await command('Notifications: Clear All Notifications');
    return said;
  };
  const buttonOfPreview = title => rows('.bulk-edit-panel .monaco-button').filter({ hasText: title }).first();
  await step('template that is discarded', async () => {
    await page.keyboard.press('Escape');
    await fromTemplate();
    await buttonOfPreview('Discard').click();
    await buttonOfPreview('Discard').waitFor({ state: 'hidden' });
    return must(!existsSync(join(config.project, 'blueprints')) && 'nothing is written', 'files');
  });
  await step('preview of a template', async () => {
    await fromTemplate();
    const found = await until(async () => {
      const labels = await labelsOf('.bulk-edit-panel .monaco-list-row');
      return ['__init__.py', 'routes.py', 'index.html'].every(file => labels.some(label => label.includes(file))) && labels;
    }, 'the first files in the preview');
    return must(!existsSync(join(config.project, 'blueprints')) && found, 'nothing is written before it is confirmed');
  }, 'template-preview.png');
  await step('files of a template', async () => {
    await buttonOfPreview('Apply').click();
    await until(async () => (await lines()).some(line => line.includes('The blueprint `orders`: the application registers `bp`.')), 'the first file');
    return told('Register it');
  }, 'template.png');
  await step('files that are there stay', async () => {
    await fromTemplate();
    return told('Nothing was written, because there is already: blueprints/orders/__init__.py');
  });
  await step('and back again', () => route('index', '/name', 'app = Flask(__name__)'));
  await step('restart', async () => {
    await page.keyboard.press('Escape');
    await command('Flask: Restart Server');
    await page.waitForTimeout(500);
    await page.waitForSelector('.monaco-editor .squiggly-warning', { timeout: 30_000 });
  });
  await step('missing interpreter', async () => {
    mkdirSync(join(config.project, '.vscode'), { recursive: true });
    writeFileSync(join(config.project, '.vscode', 'settings.json'), JSON.stringify({ 'flask-ls.interpreter': '/nowhere/python' }));
    const toast = rows('.notifications-toasts .notification-list-item').filter({ hasText: 'needs Python 3.10 or newer' });
    await toast.first().waitFor({ timeout: 30_000 });
    return must(plain(await toast.first().innerText()).includes('/nowhere/python: not found'), await toast.first().innerText());
  });
  await step('nothing else was said', async () => must(existsSync(config.project) && await rows('.notifications-toasts .notification-list-item').count() === 1, 'toasts'));
  await step('routes without a server', () => welcome('as soon as the server runs'));
  await step('routes without an application', async () => {
    const folder = join(config.data, 'empty');
    mkdirSync(folder);
    await page.goto(`${editor.base}/?folder=${folder}`, { waitUntil: 'domcontentloaded' });
    await rows('.explorer-viewlet .pane-header').filter({ hasText: 'Flask Routes' }).click(); // starts the extension: no file is open
    await welcome('No Flask application was found in this workspace');
  }, 'welcome.png');
} finally {
  await end();
}
