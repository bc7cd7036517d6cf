import { type AnyNode, type Document, type Element, isTag } from 'domhandler';
import { DomUtils } from 'htmlparser2';

/** How pages, and the services that ask in their place, name what asks about cookies. */
const NOTICE =
  /\b(?:cookies?|gdpr|consent|privacy)[-_ ]?(?:banner|bar|consent|notice|notification|popup|modal|dialog|overlay|wall|message|law|layer|manager)|\b(?:onetrust-|cybotcookiebot|usercentrics-|didomi-|osano-cm|qc-cmp2|cc-window|sp_message_container|cmplz-|iubenda-cs)/i;
const DIALOGS = new Set(['dialog', 'alertdialog']);
/** What a page is about is in these. */
const CONTENT = new Set(['html', 'body', 'main', 'article']);

/** Takes out of a page what stands in front of it: dialogs, and questions about cookies. @returns whether there was any */
export function removeNotices(page: Document): boolean {
  const found = DomUtils.filter(
    (node) => isTag(node) && isNotice(node) && !holdsContent(node) && !isInContent(node),
    page,
  );
  for (const notice of found) DomUtils.removeElement(notice);
  return found.length > 0;
}

function isNotice({ name, attribs }: Element): boolean {
  if (name === 'dialog' || DIALOGS.has(attribs['role'] ?? '')) return true;
  return [attribs['id'], attribs['class'], attribs['aria-label']].some(
    (said) => said !== undefined && NOTICE.test(said),
  );
}

function holdsContent(element: Element): boolean {
  return (
    CONTENT.has(element.name) || DomUtils.existsOne((node) => isTag(node) && CONTENT.has(node.name), element.children)
  );
}

function isInContent(node: AnyNode): boolean {
  for (let above = node.parent; above; above = above.parent)
    if (isTag(above) && (above.name === 'article' || above.name === 'main')) return true;
  return false;
}
