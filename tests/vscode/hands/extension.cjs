// The hands of the drive inside VS Code: answers each line of JSON that comes over the socket, `{ id, verb, args }` with
// `{ id, result }` or `{ id, error }`, and tells what debug adapters say as `{ event, ... }`. Uses the public API alone,
// but for the text of terminals. Plain JavaScript: the extension host loads it as it is.

const net = require('node:net');
const vscode = require('vscode');

const sessions = new Map();
const terminals = new Map();
let socket;

const VERBS = {
  async openFile(file, line) {
    const document = await vscode.workspace.openTextDocument(file);
    // Lost arguments come as null.
    const options = typeof line !== 'number' ? {} : { selection: new vscode.Range(line - 1, 0, line - 1, 0) };
    await vscode.window.showTextDocument(document, { preview: false, ...options });
  },

  /** Replaces a text where it first stands, and saves. */
  replaceInFile(file, text, by) {
    return change(file, (document, edit) => {
      const at = document.getText().indexOf(text);
      if (at < 0) throw new Error(`${file} does not hold ${text}`);
      const range = new vscode.Range(document.positionAt(at), document.positionAt(at + text.length));
      edit.replace(document.uri, range, by);
    });
  },

  /** As one types at the end of a line: what is marked in the next ones moves down. Saves. */
  insertAfterLine(file, line, lines) {
    return change(file, (document, edit) =>
      edit.insert(document.uri, document.lineAt(line - 1).range.end, `\n${lines}`),
    );
  },

  activeFile: () => vscode.window.activeTextEditor?.document.uri.fsPath,

  addBreakpoint({ file, line, condition, hitCondition, logMessage }) {
    const location = new vscode.Location(vscode.Uri.file(file), new vscode.Position(line - 1, 0));
    vscode.debug.addBreakpoints([
      new vscode.SourceBreakpoint(location, true, condition, hitCondition, logMessage),
    ]);
  },

  removeBreakpoints: () => vscode.debug.removeBreakpoints(vscode.debug.breakpoints),

  sessions: () => [...sessions.values()].map(describe),

  async request(sessionId, command, args) {
    const session = sessions.get(sessionId);
    if (!session) throw new Error(`the debug session has ended before "${command}"`);
    return session.customRequest(command, args);
  },

  /** The session whose frame Call Stack has chosen. Keys act on it. */
  focusedSession() {
    const item = vscode.debug.activeStackItem;
    return item instanceof vscode.DebugStackFrame ? item.session.id : null;
  },

  stopDebugging: () => vscode.debug.stopDebugging(),

  command: (id, ...args) => vscode.commands.executeCommand(id, ...args),

  typeInTerminal(name, text) {
    const terminal =
      vscode.window.terminals.find((each) => each.name === name) ?? vscode.window.createTerminal(name);
    terminal.show(true);
    terminal.sendText(text);
  },

  /** Everything that terminals have shown, in the order of their opening, also those that are closed. */
  terminals: () => [...terminals.values()],

  closeTerminals() {
    for (const terminal of vscode.window.terminals) terminal.dispose();
    terminals.clear();
  },

  closeEditors: () => vscode.commands.executeCommand('workbench.action.closeAllEditors'),

  problems: () =>
    vscode.languages
      .getDiagnostics()
      .flatMap(([uri, found]) =>
        found
          .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error)
          .map(({ message, range }) => `${uri.fsPath}:${range.start.line + 1} ${message}`),
      ),
};

exports.activate = ({ subscriptions }) => {
  const port = Number(process.env.RIDER_PHOTOS_DRIVE_PORT);
  if (!port) return;
  subscriptions.push(
    vscode.debug.registerDebugAdapterTrackerFactory('*', { createDebugAdapterTracker: track }),
    vscode.debug.onDidTerminateDebugSession((session) => {
      tell({ event: 'ended', session: describe(session) });
      sessions.delete(session.id);
    }),
    vscode.window.onDidWriteTerminalData(({ terminal, data }) => {
      const known = terminals.get(terminal) ?? { name: terminal.name, text: '' };
      known.text += data;
      terminals.set(terminal, known);
    }),
  );
  socket = net.connect(port, '127.0.0.1');
  let rest = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) void answer(JSON.parse(line));
  });
  socket.on('error', () => undefined);
  tell({ event: 'ready', version: vscode.version });
};

/** In an editor: what nobody has open is not always saved. */
async function change(file, make) {
  const document = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(document, { preview: false });
  const edit = new vscode.WorkspaceEdit();
  make(document, edit);
  await vscode.workspace.applyEdit(edit);
  await document.save();
  if (document.isDirty) throw new Error(`${file} could not be saved`);
}

async function answer({ id, verb, args }) {
  try {
    tell({ id, result: plain(await VERBS[verb](...args)) });
  } catch (error) {
    tell({ id, error: error instanceof Error ? error.message : String(error) });
  }
}

/** A result of VS Code's may hold what JSON cannot. */
function plain(result) {
  try {
    return JSON.parse(JSON.stringify(result ?? null));
  } catch {
    return null;
  }
}

function tell(message) {
  socket.write(`${JSON.stringify(message)}\n`);
}

function describe({ id, name, type, parentSession }) {
  return { id, name, type, parentId: parentSession?.id ?? null };
}

function track(session) {
  sessions.set(session.id, session);
  tell({ event: 'started', session: describe(session) });
  return {
    onDidSendMessage(message) {
      if (message.type !== 'event') return;
      tell({ event: 'adapter', session: describe(session), name: message.event, body: message.body ?? {} });
    },
  };
}
