// The mail that is being written.

const by = (id) => document.getElementById(id);

export class Draft {
  constructor(changed) {
    this.changed = changed;
    this.isOpen = false;
    this.answers = null;
    this.toAll = false;
  }

  begin() {
    this.open({ to: "", subject: "" });
  }

  reply(message, toAll) {
    const subject = /^re:/i.test(message.subject) ? message.subject : `Re: ${message.subject}`;
    this.open({ to: message.from?.emailAddress?.address ?? "", subject }, message, toAll);
  }

  open({ to, subject }, answers = null, toAll = false) {
    this.isOpen = true;
    this.answers = answers;
    this.toAll = toAll;
    by("to").value = to;
    by("draft-subject").value = subject;
    by("text").value = "";
    by("held").hidden = true;
    this.changed();
    by("text").focus();
  }

  close() {
    this.isOpen = false;
    this.answers = null;
    this.changed();
  }

  /** What Office says of a field. */
  get(name) {
    const to = by("to").value.split(",").map((each) => each.trim()).filter(Boolean);
    const fields = {
      subject: by("draft-subject").value,
      to: to.map((emailAddress) => ({ emailAddress, displayName: "" })),
      cc: [],
      bcc: [],
      inReplyTo: this.answers?.internetMessageId ?? "",
      type: "text",
    };
    return fields[name];
  }

  set(name, value) {
    if (name !== "subject") throw new Error(`${name} cannot be set here`);
    by("draft-subject").value = value;
  }

  insert(text) {
    const field = by("text");
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  }

  prepend(text) {
    by("text").value = text + by("text").value;
  }

  /** The message as Graph takes it. An answer goes to whom Graph says it goes. */
  message() {
    const body = { contentType: "text", content: by("text").value };
    if (this.answers) return { body };
    const toRecipients = this.get("to").map(({ emailAddress }) => ({ emailAddress: { address: emailAddress } }));
    return { subject: by("draft-subject").value, body, toRecipients };
  }
}
