// The thin client: finds a Python, starts the server, shows how it is. Knows nothing of Flask.
import * as path from 'node:path';
import * as vscode from 'vscode';
import {
  CloseAction, ErrorAction, LanguageClient, LanguageClientOptions, RevealOutputChannelOn, ServerOptions, State, TransportKind,
} from 'vscode-languageclient/node';
import { findPython, onEnvironmentChange } from './interpreter';
import { newFromTemplate } from './newFromTemplate';
import { Routes } from './routes';
import { Snippets } from './snippets';
import { FILES, LANGUAGES, ServerStatus, StatusItem } from './status';

// Where one of these explains Python's names, the server leaves those to it that are not Flask's.
const PYTHON_SERVERS = [
  'ms-python.vscode-pylance', 'ms-pyright.pyright', 'detachhead.basedpyright', 'anysphere.cursorpyright', 'astral-sh.ty',
];
/** Whether another extension runs such a server: the Python extension brings Jedi where Pylance is not there. */
const pythonIsExplained = () => PYTHON_SERVERS.some(id => vscode.extensions.getExtension(id) !== undefined)
  || vscode.extensions.getExtension('ms-python.python') !== undefined
    && vscode.workspace.getConfiguration('python').get('languageServer') !== 'None';
const RESTARTS = 4; // crashes in a row, within the time below, after which the server stays down
const WITHIN = 180_000;

class Extension {
  private readonly log = vscode.window.createOutputChannel('Flask Language Server', { log: true });
  private readonly status = new StatusItem();
  private readonly routes = new Routes(() => this.client);
  private client: LanguageClient | undefined;
  private crashes: number[] = [];
  private restarting: Promise<void> | undefined;
  private again = false;

  constructor(private readonly context: vscode.ExtensionContext) {
    const { commands, workspace } = vscode;
    context.subscriptions.push(
      this.log,
      this.status,
      this.routes,
      new Snippets(() => this.client),
      commands.registerCommand('flask-ls.restart', () => { this.crashes = []; return this.restart(); }),
      commands.registerCommand('flask-ls.showLogs', () => this.log.show()),
      commands.registerCommand('flask-ls.showDebugInformation', () => this.showDebugInformation()),
      commands.registerCommand('flask-ls.newFromTemplate', () => newFromTemplate(this.client)),
      workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('flask-ls.interpreter')) {
          void this.restart();
        }
      }),
    );
    void onEnvironmentChange(() => void this.restart()).then(found => found && context.subscriptions.push(found));
  }

  /** Several calls in a row make one restart, and one more if something changed meanwhile. */
  restart(): Promise<void> {
    if (this.restarting) {
      this.again = true;
      return this.restarting;
    }
    this.restarting = (async () => {
      do {
        this.again = false;
        await this.stop();
        await this.start();
      } while (this.again);
    })().finally(() => { this.restarting = undefined; });
    return this.restarting;
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    try {
      await client?.dispose(5000);
    } catch (error) {
      this.log.warn(`the server did not stop cleanly: ${error}`);
    }
  }

  private async start(): Promise<void> {
    this.status.show({ state: 'starting' });
    const { python, tried } = await findPython();
    tried.forEach(line => this.log.warn(line));
    if (!python) {
      this.down('no Python 3.10 or newer was found');
      void this.explainMissingPython(tried);
      return;
    }
    this.log.info(`starting on ${python}`);
    const client = new LanguageClient('flask-ls', 'Flask Language Server', this.server(python), this.options());
    this.client = client;
    client.onNotification('flask-ls/status', (status: ServerStatus) => this.status.show(status));
    client.onNotification('flask-ls/routesChanged', () => this.routes.refresh());
    client.onDidChangeState(({ newState }) => newState === State.Running && this.routes.refresh());
    try {
      await client.start();
    } catch (error) {
      this.log.error(`the server did not start: ${error}`);
      this.down('the server did not start; see the log');
    }
  }

  private down(message: string): void {
    this.status.show({ state: 'error', message });
    this.routes.refresh();
  }

  private server(python: string): ServerOptions {
    const script = path.join(this.context.extensionPath, 'launch', 'run_server.py');
    // `-I`: neither the working folder nor PYTHONPATH nor the person's own packages can replace the server's.
    return { command: python, args: ['-I', script, 'serve'], transport: TransportKind.stdio };
  }

  private options(): LanguageClientOptions {
    return {
      documentSelector: [
        ...LANGUAGES.flatMap(language => [{ scheme: 'file', language }, { scheme: 'untitled', language }]),
        ...FILES.map(pattern => ({ scheme: 'file', pattern })),
      ],
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: {
        settings: vscode.workspace.getConfiguration('flask-ls'), routesChanged: true, showReferences: true,
        pythonServer: pythonIsExplained(),
      },
      synchronize: { configurationSection: 'flask-ls' },
      initializationFailedHandler: error => { this.log.error(String(error)); return false; },
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => this.closed(),
      },
    };
  }

  /** After a crash the server comes back, unless it keeps crashing. Nobody is interrupted by a message. */
  private closed(): { action: CloseAction; handled: boolean } {
    const now = Date.now();
    this.crashes = [...this.crashes.filter(time => now - time < WITHIN), now];
    const down = this.crashes.length > RESTARTS;
    this.log.error(down ? 'the server keeps crashing and is not started again' : 'the server stopped and is started again');
    if (down) {
      this.down('the server keeps crashing; see the log');
    } else {
      this.status.show({ state: 'starting' });
    }
    return { action: down ? CloseAction.DoNotRestart : CloseAction.Restart, handled: true };
  }

  private async explainMissingPython(tried: string[]): Promise<void> {
    const choice = await vscode.window.showErrorMessage(
      `Flask Language Server needs Python 3.10 or newer. Tried: ${tried.join('; ')}.`, 'Show Logs', 'Open Settings');
    if (choice === 'Show Logs') {
      this.log.show();
    } else if (choice === 'Open Settings') {
      void vscode.commands.executeCommand('workbench.action.openSettings', 'flask-ls.interpreter');
    }
  }

  private async showDebugInformation(): Promise<void> {
    const answer = this.client?.isRunning()
      ? await this.client.sendRequest<{ text: string }>('flask-ls/debugInformation', {})
      : { text: 'The server is not running. See the command "Flask: Show Logs".\n' };
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: answer.text });
    await vscode.window.showTextDocument(document, { preview: true });
  }
}

let extension: Extension | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  extension = new Extension(context);
  await extension.restart();
}

export function deactivate(): Promise<void> | undefined {
  return extension?.stop();
}
