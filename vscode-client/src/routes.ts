// The "Flask Routes" view and "Go to Route…": they show what the server's request `flask-ls/routes` says.
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

interface Place { line: number; character: number }
interface Route {
  rule: string; endpoint: string; blueprint: string; methods: string[]; view: string;
  uri: string | null; range: { start: Place; end: Place } | null; certain: boolean; reason: string | null;
}
interface Application { name: string; open: string | null; inTests: boolean; routes: Route[] }
interface Group { kind: 'application' | 'blueprint'; name: string; note: string; tooltip: string; folded: boolean; children: Node[] }
interface Leaf { kind: 'route'; route: Route }
type Node = Group | Leaf;
/** Why the view is empty: `viewsWelcome` says it. */
type Empty = 'stopped' | 'none' | 'filtered' | undefined;

/** The icon of a method, and the theme's colour for it. */
const ICONS: Record<string, [icon: string, colour: string]> = {
  GET: ['arrow-down', 'blue'], POST: ['add', 'green'], PUT: ['arrow-up', 'orange'], PATCH: ['edit', 'orange'],
  DELETE: ['trash', 'red'],
};

export class Routes implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Node>;
  private readonly subscriptions: vscode.Disposable[] = [];
  private filter = '';

  /** `client` gives the running client, if there is one. */
  constructor(private readonly client: () => LanguageClient | undefined) {
    const { registerCommand } = vscode.commands;
    this.view = vscode.window.createTreeView('flask-ls.routes', { treeDataProvider: this, showCollapseAll: true });
    this.subscriptions.push(
      this.changed,
      this.view,
      registerCommand('flask-ls.routes.refresh', () => this.refresh()),
      registerCommand('flask-ls.routes.filter', () => this.askFilter()),
      registerCommand('flask-ls.routes.clearFilter', () => this.setFilter('')),
      registerCommand('flask-ls.routes.copyUrl', (node: Leaf) => vscode.env.clipboard.writeText(node.route.rule)),
      registerCommand('flask-ls.routes.copyEndpoint', (node: Leaf) => vscode.env.clipboard.writeText(node.route.endpoint)),
      registerCommand('flask-ls.routes.open', (route: Route) => open(route)),
      registerCommand('flask-ls.goToRoute', () => this.goToRoute()),
      registerCommand('flask-ls.showReferences', (uri: string, position: Place, locations: object[]) =>
        this.showReferences(uri, position, locations)),
    );
  }

  /** Ask again, the next time that the view is looked at. */
  refresh(): void {
    this.changed.fire();
  }

  dispose(): void {
    this.subscriptions.forEach(each => each.dispose());
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node) {
      return node.kind === 'route' ? [] : node.children;
    }
    const applications = await this.applications();
    const shown = (applications ?? []).map(application => this.group(application))
      .filter(group => group.children.length || !this.filter);
    const empty: Empty = !applications ? 'stopped' : !applications.length ? 'none' : !shown.length ? 'filtered' : undefined;
    await vscode.commands.executeCommand('setContext', 'flask-ls.routes.empty', empty);
    return shown;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node.kind === 'route' ? leaf(node.route) : branch(node);
  }

  /** What the server knows; undefined where no server runs. */
  private async applications(): Promise<Application[] | undefined> {
    const client = this.client();
    if (!client?.isRunning()) {
      return undefined;
    }
    try {
      return (await client.sendRequest<{ applications: Application[] }>('flask-ls/routes', {})).applications;
    } catch {
      return undefined; // It stopped meanwhile, and its log says why.
    }
  }

  private group(application: Application): Group {
    const own: Node[] = [];
    const blueprints = new Map<string, Group>();
    for (const route of application.routes.filter(each => this.matches(each))) {
      const node: Leaf = { kind: 'route', route };
      if (!route.blueprint) {
        own.push(node);
        continue;
      }
      const group: Group = blueprints.get(route.blueprint)
        ?? { kind: 'blueprint', name: route.blueprint, note: '', tooltip: '', folded: false, children: [] };
      blueprints.set(route.blueprint, group);
      group.children.push(node);
    }
    const { name, open, inTests } = application;
    return {
      kind: 'application',
      name,
      note: [inTests && 'in tests', open && 'may have more'].filter(Boolean).join(', '),
      tooltip: open ? `There may be more routes: ${open}` : '',
      folded: inTests && !this.filter,
      children: [...own, ...blueprints.values()],
    };
  }

  private matches(route: Route): boolean {
    const text = `${route.rule} ${route.endpoint} ${route.view} ${route.methods.join(' ')}`.toLowerCase();
    return text.includes(this.filter.toLowerCase());
  }

  private async askFilter(): Promise<void> {
    const typed = await vscode.window.showInputBox({
      prompt: 'Show the routes that contain this; empty for all', value: this.filter,
    });
    if (typed !== undefined) {
      this.setFilter(typed.trim());
    }
  }

  private setFilter(filter: string): void {
    this.filter = filter;
    this.view.description = filter ? `“${filter}”` : '';
    void vscode.commands.executeCommand('setContext', 'flask-ls.routes.filtered', filter !== '');
    this.refresh();
  }

  private async goToRoute(): Promise<void> {
    const nothing = new vscode.CancellationTokenSource();
    const items = this.applications().then(applications => {
      if (!applications?.some(application => application.routes.length)) {
        nothing.cancel();
        void vscode.window.showInformationMessage(applications
          ? 'No Flask routes were found in this workspace.' : 'The Flask Language Server is not running.');
      }
      return (applications ?? []).flatMap((application, _, all) => application.routes.map(route => ({
        label: route.rule,
        description: `${route.methods.join(', ') || '?'}  ${route.endpoint}`,
        detail: all.length > 1 ? `${route.view} · ${application.name}` : route.view,
        route,
      })));
    });
    const chosen = await vscode.window.showQuickPick(
      items, { placeHolder: 'URL, endpoint or view', matchOnDescription: true, matchOnDetail: true }, nothing.token);
    nothing.dispose();
    if (chosen) {
      await open(chosen.route);
    }
  }

  /** A click on a lens: its only place at once, or all of them in a list. */
  private async showReferences(uri: string, position: Place, locations: object[]): Promise<void> {
    const client = this.client();
    if (client) {
      const places = locations.map(each => client.protocol2CodeConverter.asLocation(each as never));
      await vscode.commands.executeCommand(
        'editor.action.goToLocations', vscode.Uri.parse(uri), new vscode.Position(position.line, position.character),
        places, 'peek', 'There are no references.');
    }
  }
}

async function open(route: Route): Promise<void> {
  if (!route.uri || !route.range) {
    void vscode.window.showInformationMessage(`The view of ${route.endpoint} is in a library.`);
    return;
  }
  const at = new vscode.Position(route.range.start.line, route.range.start.character);
  await vscode.window.showTextDocument(vscode.Uri.parse(route.uri), { selection: new vscode.Range(at, at) });
}

function leaf(route: Route): vscode.TreeItem {
  const item = new vscode.TreeItem(route.rule);
  item.description = `${route.methods.join(', ') || '?'}  ${route.endpoint}${route.certain ? '' : '  (not certain)'}`;
  item.tooltip = route.reason ? `${route.endpoint}: ${route.reason}` : `${route.endpoint} → ${route.view || 'a library'}`;
  item.iconPath = icon(route);
  item.contextValue = 'route';
  item.command = { command: 'flask-ls.routes.open', title: 'Open', arguments: [route] };
  return item;
}

function icon(route: Route): vscode.ThemeIcon {
  if (!route.certain) {
    return new vscode.ThemeIcon('question');
  }
  const several: [string, string] = ['arrow-swap', 'purple'];
  const [name, colour] = route.methods.length > 1 ? several : ICONS[route.methods[0]] ?? ['globe', 'foreground'];
  return new vscode.ThemeIcon(name, new vscode.ThemeColor(`charts.${colour}`));
}

function branch(group: Group): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(group.name, group.folded ? Collapsed : Expanded);
  item.iconPath = new vscode.ThemeIcon(group.kind === 'application' ? 'server-process' : 'symbol-namespace');
  item.tooltip = group.tooltip || undefined;
  item.description = group.note;
  item.contextValue = group.kind;
  return item;
}
