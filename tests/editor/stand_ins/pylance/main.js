// Says one thing of every name, as another server would.
const vscode = require('vscode');

exports.activate = () => vscode.languages.registerHoverProvider('python', {
  provideHover: (document, position) => {
    const range = document.getWordRangeAtPosition(position);
    return range && new vscode.Hover(`the neighbour knows ${document.getText(range)}`, range);
  },
});
