// A command of the terminal that waits for a user.

import { spawn } from 'node:child_process';

const BOUND_MS = 20_000;
const running = new Set();

/** One run of the program. */
export class Command {
  #child;
  #stdout = '';
  #stderr = '';
  #ended;
  #wakes = new Set();

  constructor(program, options) {
    const env = { ...process.env, CLIENT_SECRET: 'secret', NO_COLOR: '1' };
    this.#child = spawn(program, options, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(this.#child);
    this.#child.stdout.setEncoding('utf8').on('data', (text) => (this.#stdout += text));
    this.#child.stderr.setEncoding('utf8').on('data', (text) => {
      this.#stderr += text;
      for (const wake of this.#wakes) wake();
    });
    this.#ended = new Promise((resolve) => this.#child.once('close', (code) => resolve({ code })));
  }

  /** The address that it asks the user to open. */
  address() {
    return this.says(/^ +(https?:\/\/\S+)$/m);
  }

  /** What of standard error matches, once it does. */
  says(pattern) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`nothing like ${pattern} was said: ${this.#stderr}`)), BOUND_MS);
      const look = () => {
        const found = pattern.exec(this.#stderr);
        if (!found) return;
        clearTimeout(timer);
        this.#wakes.delete(look);
        resolve(found[1]);
      };
      this.#wakes.add(look);
      look();
    });
  }

  /** Its exit code and what it said. */
  async end() {
    const { code } = await this.#ended;
    running.delete(this.#child);
    return { code, stdout: this.#stdout, stderr: this.#stderr };
  }

  static stopAll() {
    for (const child of running) child.kill();
    running.clear();
  }
}
