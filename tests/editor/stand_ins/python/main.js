// The part of the Python extension's interface that says which interpreter is selected.
const path = require('path');
const vscode = require('vscode');

exports.activate = () => {
  const selected = () => vscode.workspace.getConfiguration('python').get('defaultInterpreterPath');
  const resolved = found => ({
    id: found, path: found, tools: [], version: { major: 3, minor: 10, micro: 0 },
    executable: { uri: vscode.Uri.file(found), bitness: '64-bit', sysPrefix: path.dirname(path.dirname(found)) },
  });
  return {
    ready: Promise.resolve(),
    environments: {
      known: [],
      onDidChangeActiveEnvironmentPath: new vscode.EventEmitter().event,
      onDidChangeEnvironments: new vscode.EventEmitter().event,
      getActiveEnvironmentPath: () => ({ id: selected(), path: selected() }),
      resolveEnvironment: async asked => resolved(typeof asked === 'string' ? asked : asked.path),
    },
  };
};
