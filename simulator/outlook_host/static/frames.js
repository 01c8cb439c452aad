// The frames of the add-in: the pane, and the unseen page that is asked before a mail goes out.

import { about, mint } from "./server.js";

export const THEMES = {
  light: { bodyBackgroundColor: "#ffffff", bodyForegroundColor: "#1f1f1f", isDarkTheme: false },
  dark: { bodyBackgroundColor: "#1f1f1f", bodyForegroundColor: "#ffffff", isDarkTheme: true },
};

/** Plays Office for the frames. `desk` says what is open, and does what the add-in asks for. */
export class Frames {
  constructor(addIn, desk) {
    this.addIn = addIn;
    this.desk = desk;
    this.pane = document.getElementById("pane");
    this.events = document.getElementById("events");
    this.runs = new Map();
    this.alive = new Set();
    addEventListener("message", (event) => this.heard(event));
  }

  open() {
    this.pane.src = `${this.addIn}/outlook/pane`;
    this.events.src = `${this.addIn}/outlook/events`;
  }

  tell(message) {
    this.post(this.pane, message);
    this.post(this.events, message);
  }

  /** Ask whether a mail may go out. An add-in that is not there holds none. */
  mayGoOut() {
    if (!this.alive.has(this.events)) return Promise.resolve({ allowEvent: true });
    return new Promise((resolve) => {
      const number = this.runs.size + 1;
      this.runs.set(number, resolve);
      this.post(this.events, { run: { name: "onMessageSend", number } });
    });
  }

  post(frame, message) {
    if (this.alive.has(frame)) frame.contentWindow.postMessage({ host: message }, this.addIn);
  }

  async heard({ origin, source, data }) {
    const frame = [this.pane, this.events].find((each) => each.contentWindow === source);
    if (!frame || origin !== this.addIn || !data?.office) return;
    const { hello, call, name, args, bridge, completed, result, open } = data.office;
    if (hello) {
      this.alive.add(frame);
      const { language, theme, item } = this.desk.now();
      this.post(frame, { start: { language, theme: THEMES[theme], item } });
    } else if (call) {
      try {
        this.post(frame, { answer: { call, value: await this.desk[name](...args) } });
      } catch (error) {
        this.post(frame, { answer: { call, error: String(error) } });
      }
    } else if (bridge) {
      this.post(frame, { bridged: JSON.stringify(await this.signIn(JSON.parse(bridge))) });
    } else if (completed) {
      this.runs.get(completed)?.(result);
    } else if (open) {
      window.open(open, "_blank", "noopener");
    }
  }

  /** Nested app authentication: Outlook has somebody signed in, and gives the add-in tokens for them. */
  async signIn(request) {
    const person = this.desk.person();
    const account = {
      homeAccountId: `${person.id}.${person.tenant}`,
      environment: "login.microsoftonline.com",
      tenantId: person.tenant,
      localAccountId: person.id,
      username: person.email,
      name: person.name,
    };
    const answer = { messageType: "NestedAppAuthResponse", requestId: request.requestId, success: true };
    if (request.method === "GetInitContext") {
      const capabilities = { queryAccount: true };
      return { ...answer, initContext: { sdkName: "simulator", sdkVersion: "1", capabilities, accountContext: account } };
    }
    const { clientId, scope } = request.tokenParams;
    const scopes = scope.split(" ").filter((each) => each.includes("/")).map((each) => each.split("/").at(-1));
    const said = about(person, { aud: clientId, azp: clientId, azpacr: "0" });
    const [access, id] = await Promise.all([mint({ ...said, scp: scopes.join(" ") }), mint(said)]);
    return { ...answer, token: { access_token: access, id_token: id, expires_in: 3600, scope }, account };
  }
}
