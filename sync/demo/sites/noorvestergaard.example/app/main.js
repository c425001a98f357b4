// A small single-page app: every address is answered with the same shell, and this fills it.
const element = (name, text, attributes = {}) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

const home = content => {
  const main = element("main");
  main.append(element("h1", content.name));
  for (const text of content.about) main.append(element("p", text));
  const mail = element("p", "My mail address is ");
  mail.append(element("a", content.mail, { href: `mailto:${content.mail}` }), ".");
  main.append(mail);
  return main;
};

const talks = content => {
  const main = element("main");
  main.append(element("h1", "Talks"));
  for (const text of content.talks) main.append(element("p", text));
  return main;
};

const response = await fetch("/app/content.json");
const content = await response.json();
const nav = element("nav");
nav.append(element("a", "Home", { href: "/" }), element("a", "Talks", { href: "/talks/" }));
const page = location.pathname.startsWith("/talks") ? talks(content) : home(content);
document.getElementById("root").replaceChildren(nav, page);
