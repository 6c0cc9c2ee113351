// "Flask: New from Template…": asks what the server's templates ask for, and has VS Code show the files before it writes them.
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

interface Ask { name: string; question: string; default: string; regex: string; expects: string }
interface Template { id: string; title: string; description: string; asks: Ask[] }
interface Plan { files: { uri: string; text: string }[]; existing: string[]; wrong: string[]; after: string }

export async function newFromTemplate(client: LanguageClient | undefined): Promise<void> {
  if (!client?.isRunning()) {
    void vscode.window.showInformationMessage('The Flask Language Server is not running.');
    return;
  }
  const template = await choose(client);
  const answers = template && await ask(template);
  const folder = answers && await chooseFolder();
  if (!folder) {
    return;
  }
  const plan = await client.sendRequest<Plan>('flask-ls/newFromTemplate', {
    template: template.id, answers, folder: client.code2ProtocolConverter.asUri(folder),
  });
  const reason = plan.wrong[0] ?? (plan.existing.length
    && `Nothing was written, because there is already: ${plan.existing.map(shown).join(', ')}.`);
  if (reason) {
    void vscode.window.showErrorMessage(reason);
  } else if (await write(template, plan)) {
    void vscode.window.showInformationMessage(plan.after);
  }
}

async function choose(client: LanguageClient): Promise<Template | undefined> {
  const { templates } = await client.sendRequest<{ templates: Template[] }>('flask-ls/templates', {});
  const items = templates.map(template => ({
    label: template.title, description: template.id, detail: template.description, template,
  }));
  const options = { placeHolder: 'What to make', matchOnDescription: true, matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.template;
}

/** An answer for each question; undefined where a person changes their mind. */
async function ask({ title, asks }: Template): Promise<Record<string, string> | undefined> {
  const answers: Record<string, string> = {};
  for (const [number, { name, question, default: value, regex, expects }] of asks.entries()) {
    const whole = new RegExp(`^(?:${regex})$`);
    const answer = await vscode.window.showInputBox({
      title: `${title} (${number + 1}/${asks.length})`, prompt: question, value, ignoreFocusOut: true,
      validateInput: typed => whole.test(typed) ? undefined : `It must be ${expects}.`,
    });
    if (answer === undefined) {
      return undefined;
    }
    answers[name] = answer;
  }
  return answers;
}

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length > 1) {
    return (await vscode.window.showWorkspaceFolderPick({ placeHolder: 'Where to make it' }))?.uri;
  }
  return folders[0]?.uri
    ?? (await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, openLabel: 'Make it here' }))?.[0];
}

/** Have a person look at the files, write those that they want, and open the first of them; false where there is none. */
async function write(template: Template, plan: Plan): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  const start = new vscode.Position(0, 0);
  const files = plan.files.map(({ uri, text }) => ({ uri: vscode.Uri.parse(uri), text }));
  for (const { uri, text } of files) {
    edit.createFile(uri, { overwrite: false, ignoreIfExists: false });
    edit.insert(uri, start, text);
  }
  // One edit that needs confirmation has VS Code show all of them first. It alone is not ticked there, so it changes nothing.
  edit.insert(files[files.length - 1].uri, start, '', { needsConfirmation: true, label: template.title });
  await vscode.workspace.applyEdit(edit, { isRefactoring: true }); // a refactoring is saved
  for (const { uri } of files) {
    if (await exists(uri)) {
      await vscode.window.showTextDocument(uri);
      return true;
    }
  }
  return false;
}

function exists(uri: vscode.Uri): Thenable<boolean> {
  return vscode.workspace.fs.stat(uri).then(() => true, () => false);
}

function shown(uri: string): string {
  return vscode.workspace.asRelativePath(vscode.Uri.parse(uri));
}
