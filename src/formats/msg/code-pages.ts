import { encodingOf, type Encoding } from '../text/encodings.ts'

/** Code pages of Windows that are not called `windows-…`. */
const CODE_PAGES: Record<number, Encoding> = {
  866: 'ibm866',
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gb18030',
  949: 'euc-kr',
  950: 'big5',
  10000: 'macintosh',
  20127: 'windows-1252',
  20866: 'koi8-r',
  20932: 'euc-jp',
  21866: 'koi8-u',
  28591: 'windows-1252',
  28592: 'iso-8859-2',
  28594: 'iso-8859-4',
  28595: 'iso-8859-5',
  28596: 'iso-8859-6',
  28597: 'iso-8859-7',
  28598: 'iso-8859-8',
  28599: 'windows-1254',
  28605: 'iso-8859-15',
  50220: 'iso-2022-jp',
  50221: 'iso-2022-jp',
  50222: 'iso-2022-jp',
  51932: 'euc-jp',
  51949: 'euc-kr',
  52936: 'gb18030',
  54936: 'gb18030',
  65001: 'utf-8',
}

/** The encoding of a code page by its number. */
export function encodingOfPage(page: number | undefined): Encoding | undefined {
  return page === undefined ? undefined : (CODE_PAGES[page] ?? encodingOf(`windows-${page}`))
}

/**
 * The encoding of texts that are not Unicode: the message's code page, else that of its language ([MS-OXPROPS]
 * PidTagMessageCodepage and PidTagMessageLocaleId), else the one that systems use which send mail in its Internet code page.
 */
export function encodingOfMessage(number: (id: number) => number | undefined): {
  encoding: Encoding
  isKnown: boolean
} {
  const own = encodingOfPage(number(0x3ffd))
  if (own !== undefined && !UNICODE.test(own)) return { encoding: own, isKnown: true }
  const locale = number(0x3ff1)
  if (locale !== undefined && locale !== 0) {
    return { encoding: encodingOfLocale(locale), isKnown: true }
  }
  const sent = encodingOfPage(number(0x3fde))
  const encoding = sent === undefined ? own : (ON_THE_SYSTEM[sent] ?? sent)
  return { encoding: encoding ?? 'windows-1252', isKnown: encoding !== undefined }
}

const UNICODE = /^utf-/

/** What Windows itself uses where mail is sent in another encoding of the same letters. */
const ON_THE_SYSTEM: Partial<Record<Encoding, Encoding>> = {
  'iso-2022-jp': 'shift_jis',
  'euc-jp': 'shift_jis',
  'iso-8859-2': 'windows-1250',
  'iso-8859-4': 'windows-1257',
  'iso-8859-5': 'windows-1251',
  'koi8-r': 'windows-1251',
  'koi8-u': 'windows-1251',
  'iso-8859-6': 'windows-1256',
  'iso-8859-7': 'windows-1253',
  'iso-8859-8': 'windows-1255',
  'iso-8859-15': 'windows-1252',
}

/** Languages ([MS-LCID], the lower ten bits) that are not written in Windows-1252. */
const LANGUAGES: Record<string, string> = {
  'windows-1250': '05 0e 15 18 1a 1b 1c 24',
  'windows-1251': '02 19 22 23 2f 3f 40 44 50',
  'windows-1253': '08',
  'windows-1254': '1f 2c 43',
  'windows-1255': '0d',
  'windows-1256': '01 20 29',
  'windows-1257': '25 26 27',
  'windows-1258': '2a',
  'windows-874': '1e',
  shift_jis: '11',
  'euc-kr': '12',
  gb18030: '04',
}

function encodingOfLocale(locale: number): Encoding {
  const language = (locale & 0x3ff).toString(16).padStart(2, '0')
  // Taiwan, Hong Kong and Macao; Serbian and Bosnian in Cyrillic letters.
  if ([0x0404, 0x0c04, 0x1404].includes(locale)) return 'big5'
  if ([0x0c1a, 0x1c1a, 0x201a, 0x281a].includes(locale)) return 'windows-1251'
  const found = Object.entries(LANGUAGES).find(([, languages]) => languages.includes(language))
  return encodingOf(found?.[0]) ?? 'windows-1252'
}
