// The web page's questions. The browser sends the session's cookie; what proves that this page asks is its token.

import { NoAnswer, post, read, type Server } from "../server";
import { answerOf, type Question } from "../wire";

const PAGE = "/app";
const SIGN_OUT = "/app/sign-out";
/** What a page asks by itself keeps nobody signed in. */
const UNATTENDED = { "X-Unattended": "1" };

export interface SessionServer extends Server {
  signOut(): Promise<void>;
}

export function serverOfSession(locale: () => string): SessionServer {
  const { dataset } = document.documentElement;

  function asked(question: Question, isUnattended: boolean): Promise<Response> {
    const proof = { "X-CSRF-Token": dataset["csrf"] ?? "", ...(isUnattended ? UNATTENDED : {}) };
    return post(question, proof, "same-origin", locale());
  }

  /** Somebody may have signed in again in another tab: then this page goes on under their new session. */
  async function isRenewed(): Promise<boolean> {
    try {
      const response = await fetch(PAGE, { credentials: "same-origin", redirect: "error", cache: "no-store" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html").documentElement.dataset;
      if (!page["csrf"] || page["csrf"] === dataset["csrf"] || page["name"] !== dataset["name"]) return false;
      dataset["csrf"] = page["csrf"];
      return true;
    } catch {
      return false; // still signed out: the page that is answered is the one to sign in on
    }
  }

  async function answered(question: Question, isUnattended = false): Promise<Response> {
    const response = await asked(question, isUnattended);
    const mayBeOld = response.status === 401 || (response.status === 403 && !(await isAnswer(response)));
    return mayBeOld && (await isRenewed()) ? await asked(question, isUnattended) : response;
  }

  return {
    async ask(question, isUnattended) {
      return await read(await answered(question, isUnattended));
    },
    async signOut() {
      const response = await answered({ path: SIGN_OUT, item: null, parameters: {}, inputs: {} });
      if (!response.ok && response.status !== 401) throw new NoAnswer("failed");
    },
  };
}

async function isAnswer(response: Response): Promise<boolean> {
  try {
    return answerOf(await response.clone().json()) !== null;
  } catch {
    return false; // a few words in plain text
  }
}
