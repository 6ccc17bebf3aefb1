import { bytesToBigint } from './encoding.ts'

// The one piece of curve arithmetic here, because Web Crypto makes keys only asynchronously, and `selfId`, made from the
// public key, has to be there as soon as the module is. All signing and verifying is left to Web Crypto.
// Curve and formulas: SEC 2, section 2.4.2 (secp256r1); https://hyperelliptic.org/EFD/g1p/auto-shortw-jacobian-3.html

const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const GX = 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n
const GY = 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n

/** A key pair as numbers: the private scalar and the public point. */
export interface KeyNumbers {
  readonly d: bigint
  readonly x: bigint
  readonly y: bigint
}

const mod = (a: bigint): bigint => ((a % P) + P) % P

/** Makes a fresh P-256 key pair from the platform's cryptographic random source. */
export function generateKeyNumbers(): KeyNumbers {
  // 384 random bits make the bias of the reduction negligible (FIPS 186-5, A.2.1).
  const d = (bytesToBigint(crypto.getRandomValues(new Uint8Array(48))) % (ORDER - 1n)) + 1n
  return { d, ...publicPoint(d) }
}

/** The public point of a private scalar `0 < d < ORDER`: double and add in Jacobian coordinates. */
export function publicPoint(d: bigint): { x: bigint; y: bigint } {
  let [x, y, z] = [GX, GY, 1n]
  for (const bit of d.toString(2).slice(1)) {
    const delta = mod(z * z)
    const gamma = mod(y * y)
    const beta = mod(x * gamma)
    const alpha = mod(3n * (x - delta) * (x + delta))
    z = mod((y + z) ** 2n - gamma - delta)
    x = mod(alpha * alpha - 8n * beta)
    y = mod(alpha * (4n * beta - x) - 8n * gamma * gamma)
    if (bit === '1') {
      const zz = mod(z * z)
      const h = mod(GX * zz - x)
      const r = mod(GY * z * zz - y)
      const hh = mod(h * h)
      const hhh = mod(h * hh)
      const v = mod(x * hh)
      z = mod(z * h)
      x = mod(r * r - hhh - 2n * v)
      y = mod(r * (v - x) - y * hhh)
    }
  }
  const inverse = power(z, P - 2n)
  const square = mod(inverse * inverse)
  return { x: mod(x * square), y: mod(y * square * inverse) }
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (const bit of exponent.toString(2)) {
    result = mod(result * result)
    if (bit === '1') result = mod(result * base)
  }
  return result
}
