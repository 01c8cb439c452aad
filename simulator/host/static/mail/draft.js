// What an add-on may do to the mail being written, checked as the real host checks it.
import { Trouble } from '../shared/server.js';

const PLACES = ['IN_PLACE_INSERT', 'INSERT_AT_START', 'INSERT_AT_END', 'REPLACE'];
const CONTENTS = ['TEXT', 'MUTABLE_HTML', 'IMMUTABLE_HTML'];
const RECIPIENTS = { updateToRecipients: 'to', updateCcRecipients: 'cc', updateBccRecipients: 'bcc' };

/** Applies an `updateDraftActionMarkup` to the fields and the editor of a compose window. */
export function changeDraft(markup, { fields, editor }) {
  const unknown = Object.keys(markup).find((name) => !['updateBody', 'updateSubject', ...Object.keys(RECIPIENTS)].includes(name));
  if (unknown) throw new Trouble(`“${unknown}” is not known in updateDraftActionMarkup.`);
  if (markup.updateSubject) fields.subject.value = markup.updateSubject.subject ?? '';
  Object.entries(RECIPIENTS).filter(([name]) => markup[name]).forEach(([name, field]) => {
    fields[field].value = addresses(markup[name][`${field}Recipients`], name);
  });
  if (markup.updateBody) changeBody(markup.updateBody, editor);
}

function addresses(recipients, name) {
  if (!Array.isArray(recipients) || recipients.some(({ email }) => typeof email !== 'string')) throw new Trouble(`${name} needs a list of e-mail addresses.`);
  return recipients.map(({ email }) => email).join(', ');
}

function changeBody({ insertContents, type }, editor) {
  if (!PLACES.includes(type)) throw new Trouble(`updateBody.type must be one of ${PLACES.join(', ')}.`);
  if (!Array.isArray(insertContents) || insertContents.length === 0) throw new Trouble('updateBody needs insertContents.');
  const wrong = insertContents.find(({ content, contentType }) => typeof content !== 'string' || !CONTENTS.includes(contentType));
  if (wrong) throw new Trouble(`insertContents needs a content and a contentType of ${CONTENTS.join(', ')}.`);
  editor.insert(insertContents, type);
}
