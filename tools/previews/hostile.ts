/** Small contents that must do no harm, as text: each is written out so that a reader sees what it tries. */
export const HOSTILE: Readonly<Record<string, string>> = {
  'script.svg':
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" onload="alert(1)"><script>alert(2)</script><image href="https://example.org/x.png" width="5" height="5"/><circle r="4" cx="5" cy="5"/></svg>',
  'use-bomb.svg': useBomb(),
  'entities.svg':
    '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;">]><svg xmlns="http://www.w3.org/2000/svg"><text y="10">&e;&e;&e;&e;</text></svg>',
  'script.html':
    '<!doctype html><title>A page</title><script>parent.document.title = "taken over"</script><img src="https://example.org/beacon.gif"><meta http-equiv="refresh" content="0;url=https://example.org"><form action="https://example.org"><button>Send</button></form><a href="javascript:alert(1)">link</a><p>Text of the page',
  'entity.xml':
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><ClinicalDocument xmlns="urn:hl7-org:v3">&x;</ClinicalDocument>',
  'deep.json': `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
  'formula.csv':
    'name,value\n=HYPERLINK("https://example.org"),=1+1\n@SUM(A1),<script>alert(1)</script>\n',
  'links.rtf':
    '{\\rtf1 {\\field{\\*\\fldinst HYPERLINK "javascript:alert(1)"}{\\fldrslt Click}} {\\object\\objemb{\\*\\objclass Package}{\\*\\objdata 00}} text',
  'spoofed.eml':
    'From: "security@clinic.example" <attacker@evil.example>\r\nReply-To: other@evil.example\r\nSubject: \u202Egnp.exe\r\nContent-Type: text/html\r\n\r\n<p onclick="alert(1)">Hello <img src="https://track.example/x">',
}

/** Each group draws the one before ten times: ten to the tenth circles from one kilobyte. */
function useBomb(): string {
  const groups = Array.from(
    { length: 10 },
    (_, at) => `<g id="g${at + 1}">${`<use href="#g${at}"/>`.repeat(10)}</g>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><defs><circle id="g0" r="1"/>${groups.join('')}</defs><use href="#g10"/></svg>`
}
