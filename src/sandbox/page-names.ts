/** The elements and attributes of a page that are shown; all else is left out, its letters kept where it has any. */

function names(list: string): Set<string> {
  return new Set(list.trim().split(/\s+/))
}

/** Elements that say how their letters are to be read, and do nothing. */
export const SHOWN = names(`
  a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col colgroup data dd del
  details dfn dir div dl dt em fieldset figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img input ins
  kbd label legend li main mark menu meter nav ol optgroup option output p pre progress q rp rt ruby s samp search section
  select small span strike strong sub summary sup table tbody td textarea tfoot th thead time tr tt u ul var wbr
`)

/** Those of them that run on in a line. */
export const RUNNING = names(`
  a abbr acronym b bdi bdo big cite code del dfn em font i img ins kbd mark q s samp small span strike strong sub sup
  time tt u var wbr script style
`)

/** Of MathML Core. */
export const FORMULAS = names(`
  math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup
  msup mtable mtd mtext mtr munder munderover none semantics
`)

/** Shown as another element that does as little. */
export const STANDS_FOR: Record<string, string> = {
  body: 'div',
  button: 'span',
  dialog: 'div',
  form: 'div',
  listing: 'pre',
  marquee: 'div',
  nobr: 'span',
  noframes: 'div',
  noscript: 'div',
  plaintext: 'pre',
  rb: 'span',
  rtc: 'rt',
  xmp: 'pre',
}

/** Left out with all that is in them. */
export const SILENT = names(`
  area base basefont datalist head link map meta param script slot source style template title track
  annotation annotation-xml
`)

/** What another file or program would stand in. */
export const EMBEDDED = names('iframe frame object embed applet portal fencedframe webview')
export const MEDIA = names('audio video canvas')

export const ATTRIBUTES = names(`
  abbr align alt axis bgcolor border cellpadding cellspacing char charoff checked class clear color cols colspan compact
  datetime dir disabled face headers height hidden high hspace id label lang low max min multiple noshade nowrap open optimum
  placeholder reversed role rows rowspan rules scope selected size span start style summary title type valign value
  vspace width wrap
  displaystyle mathvariant mathsize mathcolor columnalign rowalign fence separator stretchy accent linethickness
`)
