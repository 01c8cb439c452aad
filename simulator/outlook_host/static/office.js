// Office.js as the pane sees it, played by the page around it: everything is asked of that page by messages.
(() => {
  const host = new URL(document.currentScript.src).origin;
  const waiting = new Map();
  const handlers = {};
  const actions = {};
  let number = 0;
  let described = null;
  let ready;
  const isReady = new Promise((resolve) => {
    ready = resolve;
  });

  const say = (message) => window.parent.postMessage({ office: message }, host);
  const done = (value) => ({ status: "succeeded", value });
  const failed = (code, message) => ({ status: "failed", error: { code, message } });

  function ask(name, args, callback) {
    number += 1;
    waiting.set(number, callback);
    say({ call: number, name, args });
  }

  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== host || source !== window.parent || !data?.host) return;
    const { start, item, theme, answer, bridged, run } = data.host;
    if (start) {
      context.displayLanguage = start.language;
      context.officeTheme = start.theme;
      describe(start.item);
      ready({ host: "Outlook", platform: "OfficeOnline" });
    } else if (item !== undefined) {
      describe(item);
      (handlers.olkItemSelectedChanged ?? []).forEach((handler) => handler({ type: "olkItemSelectedChanged" }));
    } else if (theme) {
      context.officeTheme = theme;
      (handlers.officeThemeChanged ?? []).forEach((handler) => handler({ officeTheme: theme }));
    } else if (answer) {
      waiting.get(answer.call)?.(answer.error ? failed(9000, answer.error) : done(answer.value));
      waiting.delete(answer.call);
    } else if (bridged) {
      listeners.forEach((listener) => listener({ data: bridged }));
    } else if (run) {
      const act = actions[run.name];
      if (act) act({ completed: (result) => say({ completed: run.number, result }) });
      else say({ completed: run.number, result: { allowEvent: true } });
    }
  });

  function describe(item) {
    described = item;
    context.mailbox.item = item === null ? null : item.isCompose ? writing() : reading(item);
  }

  function reading(item) {
    return {
      itemType: "message",
      ...item,
      body: { getAsync: (_type, callback) => ask("body", [], callback) },
      displayReplyFormAsync: (form, callback) => ask("reply", [form], callback ?? (() => {})),
    };
  }

  function writing() {
    const field = (name) => ({
      getAsync: (callback) => ask("get", [name], callback),
      setAsync: (value, callback) => ask("set", [name, value], callback ?? (() => {})),
    });
    return {
      itemType: "message",
      get conversationId() {
        return described.conversationId;
      },
      subject: field("subject"),
      to: field("to"),
      cc: field("cc"),
      bcc: field("bcc"),
      inReplyTo: field("inReplyTo"),
      body: {
        getTypeAsync: (callback) => ask("get", ["type"], callback),
        setSelectedDataAsync: (text, options, callback) => ask("insert", [text, options], callback),
        prependAsync: (text, options, callback) => ask("prepend", [text, options], callback),
      },
    };
  }

  const context = {
    displayLanguage: "en-US",
    officeTheme: undefined,
    requirements: {
      isSetSupported: (name) => ["Mailbox", "NestedAppAuth", "DialogOrigin", "OpenBrowserWindowApi"].includes(name),
    },
    mailbox: {
      item: null,
      userProfile: { emailAddress: "", displayName: "" },
      // Outlook names messages in its own way; Graph's differs in two signs.
      convertToRestId: (id) => id.replaceAll("/", "-").replaceAll("+", "_"),
      addHandlerAsync(type, handler, callback) {
        (handlers[type] ??= []).push(handler);
        callback?.(done());
      },
    },
    ui: {
      displayDialogAsync: (_address, _options, callback) => callback(failed(12009, "This page opens no windows")),
      messageParent: () => {},
      openBrowserWindow: (url) => say({ open: url }),
    },
  };

  const listeners = new Set();
  window.nestedAppAuthBridge = {
    addEventListener: (_type, listener) => listeners.add(listener),
    removeEventListener: (_type, listener) => listeners.delete(listener),
    postMessage: (text) => say({ bridge: text }),
  };
  window.Office = {
    onReady: () => isReady,
    context,
    actions: { associate: (name, act) => (actions[name] = act) },
    AsyncResultStatus: { Succeeded: "succeeded", Failed: "failed" },
    CoercionType: { Text: "text", Html: "html" },
    EventType: {
      ItemChanged: "olkItemSelectedChanged",
      OfficeThemeChanged: "officeThemeChanged",
      DialogMessageReceived: "dialogMessageReceived",
      DialogEventReceived: "dialogEventReceived",
    },
    MailboxEnums: { RestVersion: { v2_0: "v2.0" } },
  };
  // As the real one does.
  history.pushState = null;
  history.replaceState = null;
  say({ hello: true });
})();
