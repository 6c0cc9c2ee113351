// "Insert Snippet…": a list by category, with the code of each. What fits where is the server's to say.
import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';

interface Entry { id: string; title: string; category: string; prefix: string[]; legal: boolean; documentation: string }
interface Chosen { text: string; isSnippet: boolean; edits: { range: vscode.Range; newText: string }[] }
interface Item extends vscode.QuickPickItem { entry?: Entry }

const SCHEME = 'flask-ls-snippet';
const SHOW = { iconPath: new vscode.ThemeIcon('eye'), tooltip: 'Show the Snippet' };

/** Its documentation, as a page that is only looked at. */
class Pages implements vscode.TextDocumentContentProvider {
  readonly texts = new Map<string, string>();
  provideTextDocumentContent(uri: vscode.Uri): string { return this.texts.get(uri.path) ?? ''; }
}

export class Snippets implements vscode.Disposable {
  private readonly pages = new Pages();
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly client: () => LanguageClient | undefined) {
    this.disposables = [
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this.pages),
      vscode.commands.registerCommand('flask-ls.insertSnippet', () => this.insert()),
    ];
  }

  private async insert(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const client = this.client();
    if (!editor || !client?.isRunning()) {
      void vscode.window.showInformationMessage(editor ? 'The Flask Language Server is not running.' : 'Open a file to insert a snippet into.');
      return;
    }
    const { uri } = editor.document;
    const place = { textDocument: { uri: client.code2ProtocolConverter.asUri(uri) }, position: editor.selection.active };
    const entries = await client.sendRequest<Entry[]>('flask-ls/snippets', place);
    if (!entries.length) {
      void vscode.window.showInformationMessage('There are no Flask snippets for this kind of file.');
      return;
    }
    const entry = await this.choose(entries);
    const chosen = entry && await client.sendRequest<Chosen | null>('flask-ls/snippet', { ...place, id: entry.id });
    if (!chosen) {
      return;
    }
    // The imports first: the editor moves its cursor with them.
    const edits = await client.protocol2CodeConverter.asTextEdits(chosen.edits);
    if (edits.length) {
      const change = new vscode.WorkspaceEdit();
      change.set(uri, edits);
      await vscode.workspace.applyEdit(change);
    }
    const snippet = chosen.isSnippet ? new vscode.SnippetString(chosen.text) : new vscode.SnippetString().appendText(chosen.text);
    await editor.insertSnippet(snippet);
  }

  private choose(entries: Entry[]): Promise<Entry | undefined> {
    const picker = vscode.window.createQuickPick<Item>();
    picker.title = 'Insert a Flask Snippet';
    picker.placeholder = 'What it is for, or its prefix';
    picker.matchOnDescription = picker.matchOnDetail = true;
    picker.items = items(entries);
    return new Promise(resolve => {
      picker.onDidAccept(() => { resolve(picker.selectedItems[0]?.entry); picker.hide(); });
      picker.onDidTriggerItemButton(({ item }) => item.entry && void this.show(item.entry));
      picker.onDidHide(() => { resolve(undefined); picker.dispose(); });
      picker.show();
    });
  }

  private async show(entry: Entry): Promise<void> {
    const page = `/${entry.title.replace(/[^\w ]/g, '')}.md`;
    this.pages.texts.set(page, `# ${entry.title}\n\n${entry.documentation}\n`);
    await vscode.commands.executeCommand('markdown.showPreviewToSide', vscode.Uri.from({ scheme: SCHEME, path: page }));
  }

  dispose(): void {
    this.disposables.forEach(each => void each.dispose());
  }
}

/** By category; what can stand at the cursor comes before what cannot. */
function items(entries: Entry[]): Item[] {
  const made: Item[] = [];
  let group = '';
  for (const entry of entries) {
    const label = entry.legal ? entry.category : `elsewhere in this file: ${entry.category}`;
    if (label !== group) {
      made.push({ label, kind: vscode.QuickPickItemKind.Separator });
      group = label;
    }
    made.push({ label: entry.title, description: entry.prefix.join(', '), detail: preview(entry.documentation), buttons: [SHOW], entry });
  }
  return made;
}

/** The first lines of the code, on one line. */
function preview(documentation: string): string {
  const code = /```\w*\n([^]*?)```/.exec(documentation)?.[1] ?? '';
  return code.split('\n').map(line => line.trim()).filter(line => line).slice(0, 4).join(' ⏎ ').slice(0, 160);
}
