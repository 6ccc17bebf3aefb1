import { execFile } from 'node:child_process'
import { access, constants, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { launch as puppeteerLaunch } from 'puppeteer-core'

/** @typedef {'chromium' | 'firefox'} BrowserName */

/** @type {readonly BrowserName[]} */
export const BROWSERS = ['chromium', 'firefox']

const run = promisify(execFile)

/** Per browser: the variable that names it, its commands, its Debian package, its name in `@puppeteer/browsers`. */
const KINDS = {
  chromium: {
    variable: 'CHROME_PATH',
    commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    debianPackage: 'chromium',
    download: 'chrome',
  },
  firefox: {
    variable: 'FIREFOX_PATH',
    commands: ['firefox-esr', 'firefox'],
    debianPackage: 'firefox-esr',
    download: 'firefox',
  },
}

/** Runs as root, without a network, with a camera and a microphone that need no permission and no device. */
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
]

const FIREFOX_PREFS = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  // Several pages work at once: those in the background keep their clocks.
  'dom.min_background_timeout_value': 4,
  'dom.timeout.enable_budget_timer_throttling': false,
  // What plays without a gesture in Chromium's headless mode does so here.
  'media.autoplay.default': 0,
  // No calls home.
  'network.connectivity-service.enabled': false,
  'network.captive-portal-service.enabled': false,
  'app.update.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'extensions.getAddons.cache.enabled': false,
  'toolkit.telemetry.enabled': false,
}

/**
 * Where the browser is: its variable (`CHROME_PATH`, `FIREFOX_PATH`), then the PATH; if nowhere, installs it.
 *
 * @param {BrowserName} name
 * @returns {Promise<string>} the path of its executable
 * @throws {Error} that says what to do, when it is neither found nor to be had
 */
export async function findBrowser(name) {
  const { variable, commands } = KINDS[name]
  const named = process.env[variable]
  if (named) {
    if (await isExecutable(named)) return named
    throw new Error(`${variable} names ${named}, which cannot be run`)
  }
  return (await onPath(commands)) ?? (await install(name))
}

/**
 * Starts a browser of its own: own process, own profile, fake camera and microphone.
 *
 * @param {BrowserName} name
 * @param {import('puppeteer-core').LaunchOptions} [options]
 */
export async function launchBrowser(name, options = {}) {
  return puppeteerLaunch({ ...(await launchOptions(name)), ...options })
}

/**
 * What puppeteer needs to start a browser.
 *
 * @param {BrowserName} name
 * @returns {Promise<import('puppeteer-core').LaunchOptions>}
 */
export async function launchOptions(name) {
  const executablePath = await findBrowser(name)
  return name === 'chromium'
    ? { browser: 'chrome', executablePath, args: CHROMIUM_FLAGS }
    : { browser: 'firefox', executablePath, extraPrefsFirefox: FIREFOX_PREFS }
}

/** @param {string[]} commands */
async function onPath(commands) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  for (const command of commands) {
    for (const folder of folders) {
      const path = join(folder, command)
      if (await isExecutable(path)) return path
    }
  }
  return undefined
}

/** @param {string} path */
async function isExecutable(path) {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

/** One installation at a time: Debian's tools lock each other out. */
let lastInstallation = /** @type {Promise<unknown>} */ (Promise.resolve())

/**
 * @param {BrowserName} name
 * @returns {Promise<string>}
 */
function install(name) {
  const installation = lastInstallation.then(async () => (await installDebianPackage(name)) ?? (await download(name)))
  lastInstallation = installation.catch(() => undefined)
  return installation
}

/** @param {BrowserName} name */
async function installDebianPackage(name) {
  const { commands, debianPackage } = KINDS[name]
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '')
  if (process.getuid?.() !== 0 || !/^ID(_LIKE)?=.*debian/m.test(release)) return undefined
  console.log(`${name} is missing: installing Debian's ${debianPackage}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  try {
    await run('apt-get', ['update'], { env })
    await run('apt-get', ['install', '-y', '--no-install-recommends', debianPackage], { env, maxBuffer: Infinity })
  } catch (error) {
    console.warn(`apt-get could not install ${debianPackage}: ${String(error)}`)
    return undefined
  }
  return onPath(commands)
}

/** @param {BrowserName} name */
async function download(name) {
  const { variable, commands, debianPackage, download } = KINDS[name]
  const puppeteer = await import('@puppeteer/browsers')
  const browser = download === 'chrome' ? puppeteer.Browser.CHROME : puppeteer.Browser.FIREFOX
  const platform = puppeteer.detectBrowserPlatform()
  try {
    if (!platform) throw new Error('no download for this platform')
    const buildId = await puppeteer.resolveBuildId(browser, platform, 'stable')
    const cacheDir = join(homedir(), '.cache', 'puppeteer')
    const { executablePath } = await puppeteer.install({ browser, buildId, cacheDir, platform })
    return executablePath
  } catch (cause) {
    throw new Error(
      `The tests need ${name}, which is not on the PATH (${commands.join(', ')}) and could not be downloaded. ` +
        `Install it (on Debian: apt-get install ${debianPackage}), or set ${variable} to its executable.`,
      { cause },
    )
  }
}
