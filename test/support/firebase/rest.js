import { Buffer } from 'node:buffer'
import { fromJson, parsePath, read, toJson } from './tree.js'

/**
 * The part of the REST interface by which a database's owner looks into it and sets its rules, as Google's emulator
 * offers it (https://firebase.google.com/docs/reference/rest/database): `GET`, `PUT` and `DELETE /<path>.json`, and
 * `PUT /.settings/rules.json`.
 */

const OWNER = 'Bearer owner'
const RULES_PATH = '/.settings/rules'
const SUFFIX = '.json'

/** Whether a request is one of an owner. @param {import('node:http').IncomingMessage} request @param {URL} address */
export const isOwnerRequest = ({ headers }, { pathname }) =>
  headers.authorization === OWNER && pathname.endsWith(SUFFIX)

/** @param {import('node:http').IncomingMessage} request */
const bodyOf = async (request) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString())
}

/**
 * Does what the owner of a database asks for.
 *
 * @param {import('node:http').IncomingMessage} request
 * @param {URL} address
 * @param {import('./database.js').Database} database
 * @returns {Promise<unknown>} the response's JSON
 */
export const obeyOwner = async (request, { pathname }, database) => {
  const name = pathname.slice(0, -SUFFIX.length)
  if (name === RULES_PATH && request.method === 'PUT') {
    database.setRules(await bodyOf(request))
    return { status: 'ok' }
  }
  const path = parsePath(decodeURIComponent(name))
  if (request.method === 'PUT') database.overwrite(path, await bodyOf(request))
  if (request.method === 'DELETE') database.overwrite(path, null)
  return toJson(read(fromJson(database.data), path))
}
