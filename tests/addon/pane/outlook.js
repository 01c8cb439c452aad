// Outlook as the pane sees it: messages that come and go, a mail being written, a bridge that signs in, and a memory of
// what was asked. `given` says how it is to be; a test turns the knobs of `outlook` while it runs.
(() => {
  const given = { items: {}, first: null, bridge: "works", supported: ["NestedAppAuth", "DialogOrigin"], ...window.given };
  const handlers = {};
  const secrets = { GetToken: "secret-silent-token", GetTokenPopup: "secret-popup-token" };
  const done = (value) => ({ status: "succeeded", value });
  const later = (callback, result) => queueMicrotask(() => callback(result));

  const outlook = (window.outlook = {
    registered: 0,
    bridged: [],
    dialogs: [],
    opened: [],
    inserted: [],
    subject: "",
    completed: [],
    violations: [],
    show(name, tell = true) {
      context.mailbox.item = name === null ? null : reading(given.items[name]);
      if (tell) (handlers.olkItemSelectedChanged ?? []).forEach((handler) => handler({ type: "olkItemSelectedChanged" }));
    },
    write(draft) {
      context.mailbox.item = writing(draft);
    },
    theme(theme) {
      context.officeTheme = theme;
      (handlers.officeThemeChanged ?? []).forEach((handler) => handler({ officeTheme: theme }));
    },
    dialogSays(message, origin = location.origin) {
      outlook.dialogs.at(-1).handlers.dialogMessageReceived(origin === null ? { message } : { message, origin });
    },
    dialogEnds(error) {
      outlook.dialogs.at(-1).handlers.dialogEventReceived({ error });
    },
    send() {
      return new Promise((resolve) => outlook.actions.onMessageSend({ completed: resolve }));
    },
    actions: {},
  });
  document.addEventListener("securitypolicyviolation", (event) => {
    outlook.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
  });

  function reading(message) {
    return { itemType: "message", body: {}, ...message };
  }

  function writing({ type = "html", to = [], cannotSelect = false, conversationId = "new/conversation" } = {}) {
    const put = (how) => (content, options, callback) => {
      if (how === "selected" && cannotSelect) {
        later(callback, { status: "failed", error: { code: 9000 } });
        return;
      }
      outlook.inserted.push([how, content, options.coercionType]);
      later(callback, done());
    };
    const people = to.map((emailAddress) => ({ emailAddress, displayName: "" }));
    const list = (value) => ({ getAsync: (callback) => later(callback, done(value)) });
    return {
      itemType: "message",
      conversationId,
      subject: {
        getAsync: (callback) => later(callback, done(outlook.subject)),
        setAsync: (text, callback) => {
          outlook.subject = text;
          later(callback, done());
        },
      },
      to: list(people),
      cc: list([]),
      bcc: list([]),
      inReplyTo: { getAsync: (callback) => later(callback, done("<first@example.org>")) },
      body: {
        getTypeAsync: (callback) => later(callback, done(type)),
        setSelectedDataAsync: put("selected"),
        prependAsync: put("prepended"),
      },
    };
  }

  const context = {
    displayLanguage: given.language ?? "en-US",
    officeTheme: given.theme,
    requirements: {
      isSetSupported: (name) => given.supported.includes(name),
    },
    mailbox: {
      item: null,
      convertToRestId: given.isPhone ? undefined : (id) => id.replaceAll("/", "-").replaceAll("+", "_"),
      addHandlerAsync(type, handler) {
        outlook.registered += type === "olkItemSelectedChanged" ? 1 : 0;
        (handlers[type] ??= []).push(handler);
      },
    },
    ui: {
      displayDialogAsync(address, options, callback) {
        if (given.dialog === "blocked") {
          later(callback, { status: "failed", error: { code: 12009 } });
          return;
        }
        const dialog = { address, handlers: {}, isOpen: true };
        outlook.dialogs.push(dialog);
        later(callback, done({
          addEventHandler: (type, handler) => (dialog.handlers[type] = handler),
          close: () => (dialog.isOpen = false),
        }));
      },
      messageParent: (message, options) => (outlook.toParent = [message, options]),
      openBrowserWindow: (url) => outlook.opened.push(url),
    },
  };
  window.Office = {
    onReady: () => (given.never ? new Promise(() => {}) : Promise.resolve({ host: "Outlook", platform: "OfficeOnline" })),
    context,
    actions: { associate: (name, action) => (outlook.actions[name] = action) },
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
  if (given.first) outlook.show(given.first, false);
  if (given.draft) outlook.write(given.draft);

  // Nested app authentication, as the sign-in library speaks it: JSON in both directions.
  if (given.bridge !== "none") {
    let listener = () => {};
    const base64 = (value) => btoa(JSON.stringify(value)).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_");
    const idToken = [
      { typ: "JWT", alg: "RS256" },
      { aud: "client", iss: "https://login.microsoftonline.com/tenant/v2.0", tid: "tenant", oid: "person", ver: "2.0",
        preferred_username: "ana@clinic.example.org", name: "Ana Lund", exp: 4102444800, iat: 1, nbf: 1 },
    ].map(base64).join(".") + ".c2lnbmF0dXJl";
    const account = {
      homeAccountId: "person.tenant", environment: "login.microsoftonline.com", tenantId: "tenant",
      username: "ana@clinic.example.org", localAccountId: "person", name: "Ana Lund",
    };
    const answers = {
      GetInitContext: () =>
        given.bridge === "broken"
          ? { success: false, error: { status: "PERSISTENT_ERROR", code: "broken", description: "no context" } }
          : { success: true, initContext: { capabilities: { queryAccount: true }, sdkName: "test", sdkVersion: "1",
              accountContext: account } },
      GetToken: (request) =>
        ["interaction", "popup fails"].includes(given.bridge)
          ? { success: false, error: { status: "USER_INTERACTION_REQUIRED", code: "", description: "" } }
          : given.bridge === "no account"
            ? { success: false, error: { status: "ACCOUNT_UNAVAILABLE", code: "", description: "" } }
            : given.bridge === "fails"
              ? { success: false, error: { status: "PERSISTENT_ERROR", code: "server_error", description: "" } }
              : granted(request),
      GetTokenPopup: (request) =>
        given.bridge === "popup fails"
          ? { success: false, error: { status: "USER_CANCEL", code: "", description: "" } }
          : granted(request),
    };
    function granted(request) {
      const asked = request.tokenParams.claims?.includes("acrs") ? "-with-claims" : "";
      return {
        success: true,
        token: { access_token: secrets[request.method] + asked, id_token: idToken, expires_in: 3600,
          scope: request.tokenParams.scope },
        account,
      };
    }
    window.nestedAppAuthBridge = {
      addEventListener: (_type, heard) => (listener = heard),
      removeEventListener: () => {},
      postMessage(text) {
        const request = JSON.parse(text);
        outlook.bridged.push({ method: request.method, ...request.tokenParams });
        if (given.bridge === "silent") return;
        const answer = { messageType: "NestedAppAuthResponse", requestId: request.requestId, ...answers[request.method](request) };
        queueMicrotask(() => listener(JSON.stringify(answer)));
      },
    };
  }
})();
