/** Files that would do something if a viewer let them. What they would do is harmless, and shows. */

/** A dermatome chart with a script that renames the page it runs in. */
export function bodyChart(): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 480" role="img" aria-labelledby="t">
  <title id="t">Body chart: pain on the right side of the chest</title>
  <rect width="360" height="480" fill="#fbfaf7"/>
  <g fill="#f1dccb" stroke="#8a6a55" stroke-width="2" stroke-linejoin="round">
    <path d="M180 34c20 0 33 15 33 36s-13 42-33 42-33-21-33-42 13-36 33-36z"/>
    <path d="M164 108h32l4 18c32 6 55 14 62 40l22 118c2 12-15 16-19 4l-27-92-4 62 8 96-8 112h-34l-10-118h-20l-10 118h-34l-8-112 8-96-4-62-27 92c-4 12-21 8-19-4l22-118c7-26 30-34 62-40z"/>
  </g>
  <ellipse cx="148" cy="206" rx="24" ry="34" fill="#c8553d" fill-opacity=".45" stroke="#a3341f" stroke-width="2" stroke-dasharray="5 4"/>
  <path d="M124 206H66" stroke="#a3341f" stroke-width="1.5"/>
  <g font-family="sans-serif" font-size="13" fill="#1c2b33">
    <text x="20" y="200">pain, worse</text>
    <text x="20" y="217">breathing in</text>
    <text x="22" y="34" font-weight="bold">R</text>
    <text x="330" y="34" font-weight="bold">L</text>
    <text x="20" y="464" fill="#5d6b73">Maren Sampleton, no. 1042, 14 October 2026</text>
  </g>
  <script>document.title = 'A script inside the body chart ran'</script>
</svg>
`
}

/** A page of a patient portal, saved with its script and a picture from elsewhere. */
export function portalPage(): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>After your stay: pneumonia</title>
  <style>
    body { font: 16px/1.5 sans-serif; max-width: 42em; margin: 2em auto; color: #1c2b33 }
    h1 { color: #0f5c66 }
    .warn { border-left: 4px solid #b26a00; padding: .5em 1em; background: #fdf1dc }
  </style>
</head>
<body>
  <img src="https://portal.harbour.example/logo.png" alt="Harbour Clinic" width="120" height="40">
  <h1>After your stay: pneumonia</h1>
  <p>You have been treated for an infection of the lung. Most people feel tired for some weeks.</p>
  <h2>What helps</h2>
  <ul>
    <li>Take the antibiotic to the end, also when you feel well.</li>
    <li>Drink enough, walk a little each day, rest in between.</li>
    <li>Ask your doctor about vaccination once you have recovered.</li>
  </ul>
  <p class="warn">Call <a href="tel:+005550100">+00 555 0100</a> at once if you get short of breath, confused, or feverish again.</p>
  <p id="script">No script has run on this page.</p>
  <script>document.getElementById('script').textContent = 'A script has run on this page.'</script>
</body>
</html>
`
}
