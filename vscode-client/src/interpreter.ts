// Which Python runs the server: the setting, the Python extension's environment, then the PATH.
import { execFile } from 'node:child_process';
import { PythonExtension } from '@vscode/python-extension';
import * as vscode from 'vscode';

const OLDEST = [3, 10];
const NAMES = process.platform === 'win32' ? ['python', 'py', 'python3'] : ['python3', 'python', 'py'];

export interface Choice {
  python?: string;
  /** What was tried, and why it did not fit: one line each. */
  tried: string[];
}

/** The first Python that is new enough. */
export async function findPython(): Promise<Choice> {
  const tried: string[] = [];
  for await (const python of candidates()) {
    const problem = await check(python);
    if (problem === undefined) {
      return { python, tried };
    }
    tried.push(`${python}: ${problem}`);
  }
  return { tried };
}

/** Calls back when the Python extension's environment changes. Nothing happens where that extension is missing. */
export async function onEnvironmentChange(callback: () => void): Promise<vscode.Disposable | undefined> {
  try {
    return (await PythonExtension.api()).environments.onDidChangeActiveEnvironmentPath(callback);
  } catch {
    return undefined;
  }
}

async function* candidates(): AsyncGenerator<string> {
  const own = vscode.workspace.getConfiguration('flask-ls').get<string>('interpreter')?.trim();
  if (own) {
    // What somebody asked for is used or complained about, never silently replaced.
    yield own;
    return;
  }
  try {
    const { environments } = await PythonExtension.api();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const active = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(folder));
    if (active?.executable.uri) {
      yield active.executable.uri.fsPath;
    }
  } catch {
    // The Python extension is not installed.
  }
  yield* NAMES;
}

/** Why a Python cannot run the server; undefined where it can. */
function check(python: string): Promise<string | undefined> {
  const code = 'import sys; print(*sys.version_info[:2])';
  return new Promise(resolve => {
    execFile(python, ['-I', '-c', code], { timeout: 10_000 }, (error, output) => {
      const [major, minor] = output.trim().split(' ').map(Number);
      if (error || Number.isNaN(major) || minor === undefined) {
        resolve(error && 'code' in error && error.code === 'ENOENT' ? 'not found' : 'does not start');
      } else if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
        resolve(`is Python ${major}.${minor}, and the server needs ${OLDEST.join('.')} or newer`);
      } else {
        resolve(undefined);
      }
    });
  });
}
