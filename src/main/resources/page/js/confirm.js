/** Asks for a name before something is done that many depend on. */
import {h} from './dom.js';

/**
 * A dialog in which the name has to be typed. Resolves with whether it was.
 *
 * @param title what will be done, such as 'Promote version 3'
 * @param why   what that means
 * @param name  what is to be typed
 */
export function confirmByName(title, why, name) {
  return new Promise((resolve) => {
    const field = h('input', {id: 'confirm-name', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', required: true});
    const go = h('button', {type: 'submit', disabled: true}, title);
    let sure = false;
    field.addEventListener('input', () => {
      go.disabled = field.value.trim() !== name;
    });
    const dialog = h('dialog', {'aria-labelledby': 'confirm-title'},
      h('form', {method: 'dialog', onsubmit: (submitted) => {
        sure = field.value.trim() === name;
        if (!sure) {
          submitted.preventDefault();
        }
      }},
      h('h2', {id: 'confirm-title'}, title),
      h('p', {}, why),
      h('label', {for: 'confirm-name'}, 'Type ', h('strong', {}, name), ' to go on'), field,
      h('div', {class: 'buttons'}, h('button', {type: 'button', class: 'quiet', onclick: () => dialog.close()}, 'Cancel'), go)));
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(sure);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
