/** Asks again and again while a view is open and the page is seen. */

/**
 * Calls ask() now and then a while after each answer. Returns {now, end}: now asks at once, end stops it.
 *
 * @param millis between an answer and the next call
 */
export function poll(ask, millis) {
  let timer = null;
  let ended = false;
  let asking = null;

  async function run() {
    clearTimeout(timer);
    if (ended || document.hidden) {
      return;
    }
    asking ??= ask().catch(() => {}).finally(() => {
      asking = null;
    });
    await asking;
    clearTimeout(timer);
    if (!ended) {
      timer = setTimeout(run, millis);
    }
  }

  function seen() {
    if (!document.hidden) {
      run();
    }
  }

  document.addEventListener('visibilitychange', seen);
  run();
  return {
    now: run,
    end() {
      ended = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    },
  };
}

/** What went wrong, in a line that is read aloud. */
export function said(element, failure) {
  element.textContent = failure ? failure.message : '';
}
