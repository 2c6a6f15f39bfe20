/** A short name for a long text, which no other text has. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/** 24 hexadecimal digits. */
export const digest = (text: string): string => bytesToHex(sha256(new TextEncoder().encode(text))).slice(0, 24)
