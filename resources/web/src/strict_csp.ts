// xterm.js writes <style> elements and style attributes as text, which the page's CSP (style-src 'self', no
// 'unsafe-inline') refuses. Both have equals that CSP leaves to scripts: constructed style sheets and the CSSOM. This
// leads the first to the second, so that the policy needs no hole.
export function allowScriptedStyles(): void {
  const createElement = document.createElement.bind(document);
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    // A <style> in the document is refused even while it is empty; a <template> stands in for it.
    return name === 'style' ? backedBySheet(createElement('template')) : createElement(name, options);
  }) as typeof document.createElement;

  const setAttribute = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (this: Element, name: string, value: string) {
    if (name === 'style' && this instanceof HTMLElement)
      this.style.cssText = value;
    else
      setAttribute.call(this, name, value);
  };
}

function backedBySheet(element: HTMLElement): HTMLElement {
  const sheet = new CSSStyleSheet();
  let text = '';
  Object.defineProperty(element, 'textContent', {
    get: () => text,
    set: (value: string) => {
      text = value;
      sheet.replaceSync(value);
    },
  });
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    HTMLElement.prototype.remove.call(element);
  };
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return element;
}
