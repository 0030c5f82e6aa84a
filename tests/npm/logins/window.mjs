// The real window on a display without a screen: driven by keys, and its browser is whoever reads the addresses that it opens.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const BOUND_MS = 20_000;

/** A window, and the display that it is on. */
export class Window {
  #display;
  #program;
  #addresses;
  #env;

  /** What a window cannot be opened or driven without, and is not here. */
  static missing() {
    if (process.platform !== 'linux') return 'only Linux has a display without a screen';
    const absent = ['Xvfb', 'xdotool'].filter((name) => spawnSync('which', [name]).status !== 0);
    return absent.length > 0 ? `${absent.join(' and ')} cannot be found` : undefined;
  }

  /** Opens it with what an earlier one would have saved; everything of it is under `folder`. */
  static async open(program, folder, state) {
    const window = new Window();
    const addresses = join(folder, 'addresses');
    const browser = join(folder, 'browser');
    execFileSync('mkfifo', [addresses]);
    writeFileSync(browser, `#!/bin/sh\nprintf '%s\\n' "$1" > '${addresses}'\n`);
    chmodSync(browser, 0o700);
    mkdirSync(join(folder, 'claimscope'));
    writeFileSync(join(folder, 'claimscope', 'state.json'), JSON.stringify(state));
    window.#display = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x820x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [number] = await once(createInterface({ input: window.#display.stdout }), 'line');
    const { WAYLAND_DISPLAY: _, ...env } = process.env;
    window.#env = { ...env, DISPLAY: `:${number}`, LIBGL_ALWAYS_SOFTWARE: '1', XDG_DATA_HOME: folder, BROWSER: browser };
    window.#program = spawn(program, [], { env: window.#env, stdio: ['ignore', 'ignore', 'inherit'] });
    window.#addresses = addresses;
    window.#do('search', '--sync', '--onlyvisible', '--name', '^Claimscope$', 'windowfocus', '--sync');
    return window;
  }

  /** The next address that it opens in the system's browser. */
  async opened() {
    const read = createReadStream(this.#addresses);
    const [address] = await once(createInterface({ input: read }), 'line', { signal: AbortSignal.timeout(BOUND_MS) });
    read.destroy();
    return address;
  }

  /** Presses keys, such as `ctrl+Return`. */
  press(...keys) {
    this.#do('key', '--clearmodifiers', ...keys);
  }

  #do(...words) {
    execFileSync('xdotool', words, { env: this.#env, timeout: BOUND_MS });
  }

  close() {
    this.#program?.kill();
    this.#display?.kill();
  }
}
