// Makes elements. Texts are texts: nothing here is ever read as markup.

/** Returns an element with properties, attributes (those with a dash, and `role`), and children. */
export const element = (name, properties = {}, ...children) => {
  const made = document.createElement(name);
  for (const [property, value] of Object.entries(properties)) {
    if (property.includes("-") || property === "role" || property === "popover") made.setAttribute(property, value);
    else made[property] = value;
  }
  made.append(...children.filter((child) => child !== null));
  return made;
};
