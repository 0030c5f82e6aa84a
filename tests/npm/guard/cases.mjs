// The table of answers in each framework, and what reaches an API over the wire.

import { createServer } from 'node:http';
import { connect } from 'node:net';

import express from 'express';
import { Hono } from 'hono';
import { cors } from 'hono/cors';

import { compare, holdsNoToken, rows } from '../suite/answers.js';
import { api } from '../suite/guarded.js';
import { equal } from '../suite/harness.js';
import { headers } from '../suite/hostile-requests.js';
import { frameworks, overHttp, sender } from './frameworks.mjs';
import { servers } from './runtimes.mjs';

const SHOWN = ['WWW-Authenticate', 'Content-Type', 'Vary', 'Access-Control-Allow-Origin', 'Retry-After'];

/**
 * @param {typeof import('./load.js')} loaded
 * @param {string} folder in which the package is installed, with serve.js
 * @param {string} guarded the program whose API the guard in Rust protects
 */
export function frameworkCases(loaded, folder, guarded) {
  const cases = {};
  for (const [name, start] of Object.entries(servers(folder, guarded))) {
    if (!start) console.log(`left out: ${name}: it is not installed`);
    else cases[`${name}'s own server: the table of answers`] = () => ownServer(start, name === 'tower layer' ? isInRust : undefined);
  }
  for (const [name, start] of Object.entries(frameworks(loaded))) {
    cases[`${name}: the table of answers`] = async () => {
      const { guards, tokens } = await api(loaded);
      const { send, close, readsForms = true } = await start(guards);
      try {
        await answersAsTold(send, tokens, ({ form }) => form === undefined || readsForms);
      } finally {
        await close();
      }
    };
  }
  for (const name of ['Express 5', 'node:http', 'Fastify', 'Koa']) {
    cases[`${name}: hostile headers over the wire`] = async () => {
      const { guards, tokens } = await api(loaded);
      const { close, port } = await frameworks(loaded)[name](guards);
      try {
        await refusesHostile(port, tokens);
      } finally {
        await close();
      }
    };
  }
  cases['where another middleware does CORS, refusals can be read'] = async () => {
    const { guards } = await api(loaded);
    const guard = guards['/transfer'];
    const hono = new Hono().use(cors({ origin: 'https://app.example', exposeHeaders: ['ETag'] })).use(loaded.honoGuard(guard));
    const byHono = await hono.request('/transfer', { headers: { Origin: 'https://app.example' } });
    const app = express().use((_, response, next) => {
      response.set({ 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'ETag' });
      next();
    });
    const { send, close } = await overHttp(createServer(app.use(loaded.expressGuard(guard))));
    const byExpress = await send({ path: '/transfer' });
    await close();
    for (const header of [(name) => byHono.headers.get(name), byExpress.header]) {
      equal(header('WWW-Authenticate'), 'Bearer');
      equal(header('Access-Control-Expose-Headers'), 'ETag, WWW-Authenticate, Retry-After');
    }
  };
  return cases;
}

/** The tower layer reads no body, proves no key, opens nothing and leaves pages of other origins to another layer. */
const isInRust = ({ form, path = '', headers = {} }) => form === undefined && !/^\/(bound|sealed|amiss)/.test(path) && (headers.Origin === undefined || path.startsWith('/.well-known'));

async function ownServer(start, isMeant) {
  const { port, close } = await start();
  try {
    const send = sender(port);
    const tokens = JSON.parse((await send({ path: '/tokens' })).body);
    await answersAsTold(send, tokens, isMeant);
    await refusesHostile(port, tokens);
  } finally {
    await close();
  }
}

async function answersAsTold(send, tokens, isMeant = () => true) {
  for (const [row, [sent, expected]] of Object.entries(rows(tokens))) {
    if (!isMeant(sent)) continue;
    await held(row, async () => {
      const answer = await send(sent);
      compare(answer, expected);
      holdsNoToken(answer, SHOWN, tokens);
    });
  }
}

async function refusesHostile(port, tokens) {
  // The end of a line begins another header, and spaces around a value are none of it (RFC 9112 §5).
  const isSent = ([, value]) => !/[\r\n]|^[ \t]|[ \t]$/.test(value);
  let answered = 0;
  for (const [header, value] of headers(tokens).filter(isSent)) {
    await held(`${header}: ${value.slice(0, 60)}`, async () => {
      if ((await refusedAt(port, header, value)) === 401) answered += 1;
    });
  }
  // What a server does not refuse by itself, the guard did.
  equal(answered > 30, true);
}

async function held(name, work) {
  try {
    await work();
  } catch (error) {
    throw new Error(`${name}: ${error.message}`);
  }
}

/** Sends bytes as they are; a server may refuse them by itself, or close, and never answers 200 or 500. */
async function refusedAt(port, header, value) {
  const text = await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const chunks = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => {});
    socket.setTimeout(20_000, () => socket.destroy());
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    socket.end(Buffer.from(`GET /orders HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n${header}: ${value}\r\n\r\n`, 'utf8'));
  });
  const status = text === '' ? 'closed' : Number(text.split(' ', 2)[1]);
  equal(['closed', 400, 401, 431].includes(status) ? 'refused' : status, 'refused');
  equal(/^set-cookie/im.test(text), false);
  return status;
}
