// What pdf.js looks for when it is loaded; nothing calls them where only words are read.
const nothing = () => undefined
module.exports = { DOMMatrix: nothing, ImageData: nothing, Path2D: nothing }
