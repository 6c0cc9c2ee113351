// The language status item: what the server is doing, one click away from its log.
import * as vscode from 'vscode';

// What the server looks at: languages, and files that the editor may have no language for.
export const LANGUAGES = [
  'python', 'html', 'jinja', 'jinja-html', 'jinja2', 'django-html', 'shellscript',
  'nginx', 'systemd', 'systemd-unit-file', 'dockerfile', 'dockercompose', 'yaml.docker-compose',
  'github-actions-workflow', 'dotenv',
];
export const FILES = [
  '**/nginx.conf', '**/*.nginx', '**/*.nginx.conf', '**/nginx/*.conf', '**/sites-available/*', '**/sites-enabled/*',
  '**/*.service', '**/*.socket', '**/*.timer', '**/*uwsgi*.ini', '**/.gitignore', '**/*.dockerignore',
  '**/Dockerfile', '**/Dockerfile.*', '**/*.dockerfile', '**/Containerfile',
  '**/compose.yaml', '**/compose.yml', '**/compose.*.yaml', '**/compose.*.yml',
  '**/docker-compose*.yaml', '**/docker-compose*.yml',
  '**/.github/workflows/*', '**/.gitea/workflows/*', '**/.forgejo/workflows/*',
  '**/.env', '**/.env.*', '**/.flaskenv',
];

export interface ServerStatus {
  state: 'starting' | 'indexing' | 'ready' | 'error';
  files?: number;
  findings?: number;
  message?: string | null;
}

export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem(
    'flask-ls.status', [...LANGUAGES.map(language => ({ language })), ...FILES.map(pattern => ({ pattern }))]);

  constructor() {
    this.item.name = 'Flask Language Server';
    this.item.command = { command: 'flask-ls.showLogs', title: 'Show Logs' };
    this.show({ state: 'starting' });
  }

  show(status: ServerStatus): void {
    const failed = status.state === 'error';
    this.item.severity = failed ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    this.item.busy = status.state === 'starting' || status.state === 'indexing';
    this.item.text = failed ? 'Flask: not running' : 'Flask';
    const counts = [count(status.files, 'file'), count(status.findings, 'finding')].filter(Boolean).join(', ');
    this.item.detail = status.message || (status.state === 'ready' ? `ready: ${counts}` : status.state);
  }

  dispose(): void {
    this.item.dispose();
  }
}

function count(number: number | undefined, word: string): string {
  return number === undefined ? '' : `${number} ${word}${number === 1 ? '' : 's'}`;
}
