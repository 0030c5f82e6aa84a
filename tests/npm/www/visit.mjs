// One visit of the page: what a person does there, and what the browser reports meanwhile.

const BOUND_MS = 15_000;

/** Opens the page, after running `before(given)` in it, in a tab of its own; everything that goes wrong on the way is kept. */
export async function visit(browser, url, { width = 1280, height = 900, waitForEngine = true, before = () => {}, given } = {}) {
  const page = await browser.newPage();
  page.setDefaultTimeout(BOUND_MS);
  await page.setViewport({ width, height });
  await page.evaluateOnNewDocument(before, given);
  const errors = [];
  const requests = [];
  page.on('pageerror', (error) => errors.push(String(error?.message ?? error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.evaluateOnNewDocument(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => {
      window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile ?? ''} ${event.sample ?? ''}`);
    });
    // Clipboards need a permission that differs by browser; what is written is what matters.
    const clipboard = { writeText: async (text) => void (window.copied = text) };
    Object.defineProperty(navigator, 'clipboard', { get: () => clipboard, configurable: true });
  });
  await page.goto(url, { waitUntil: 'load' });
  const at = new Visit(page, errors, requests);
  if (waitForEngine) await at.until(() => document.documentElement.dataset.engine === 'ready');
  return at;
}

export class Visit {
  constructor(page, errors, requests) {
    Object.assign(this, { page, errors, requests });
  }

  /** As after the first visit, but for the service worker. */
  async begin() {
    await this.go('inspect');
    await this.fill('#token', 'x');
    await this.click('#clear');
    await this.settle();
  }

  /** Waits for something to be so. */
  until(condition, ...values) {
    return this.page.waitForFunction(condition, { timeout: BOUND_MS, polling: 50 }, ...values);
  }

  /** The visible text of an element, or nothing where there is none. */
  text(selector) {
    return this.page.evaluate((selector) => document.querySelector(selector)?.innerText.trim(), selector);
  }

  texts(selector) {
    return this.page.evaluate((selector) => [...document.querySelectorAll(selector)].map((one) => one.innerText.trim()), selector);
  }

  has(selector) {
    return this.page.evaluate((selector) => document.querySelector(selector) !== null, selector);
  }

  value(selector) {
    return this.page.evaluate((selector) => document.querySelector(selector).value, selector);
  }

  async click(selector) {
    await this.page.waitForSelector(selector);
    await this.page.evaluate((selector) => document.querySelector(selector).click(), selector);
  }

  /** Presses a button by its words. */
  async press(words) {
    await this.page.evaluate((words) => {
      const buttons = [...document.querySelectorAll('button')].filter((one) => one.checkVisibility());
      const button = buttons.find((one) => one.innerText.trim() === words || one.getAttribute('aria-label') === words);
      if (!button) throw new Error(`there is no button ${words}`);
      button.click();
    }, words);
  }

  /** Writes a text into a field as a paste does: all at once. */
  async fill(selector, text) {
    await this.page.waitForSelector(selector);
    await this.page.evaluate((selector, text) => {
      const field = document.querySelector(selector);
      field.value = text;
      field.dispatchEvent(new Event(field.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }));
    }, selector, text);
    await this.settle();
  }

  async choose(name, value) {
    await this.click(`input[name="${name}"][value="${value}"]`);
    await this.settle();
  }

  async go(place) {
    await this.click(`[data-place="${place}"]`);
    await this.until((place) => {
      const section = document.getElementById(`place-${place}`);
      return !section.hidden && section.childElementCount > 0;
    }, place);
  }

  /** Until the page has drawn what it knows. */
  settle() {
    return this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  }

  verdict() {
    return this.text('#verdict strong');
  }

  async untilVerdict(word) {
    await this.until((word) => document.querySelector('#verdict strong')?.textContent === word, word);
  }

  indicator(name) {
    return this.text(`[data-indicator="${name}"]`);
  }

  async violations() {
    return this.page.evaluate(() => window.violations);
  }

  /** Ends the visit, in which nothing may have gone wrong. */
  async close() {
    const wrong = [...this.errors, ...(await this.violations())];
    await this.page.close();
    if (wrong.length > 0) throw new Error(`the browser reports: ${wrong.join('; ')}`);
  }
}
