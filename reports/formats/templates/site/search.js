'use strict';
// Shows the clauses that contain all words of the search.
const search = document.getElementById('search');
const input = search.elements.text;
const clauses = [...document.querySelectorAll('.promise')];
const texts = new Map(clauses.map(each => [each, each.textContent.toLowerCase()]));

function show() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const each of clauses) {
        each.hidden = !words.every(word => texts.get(each).includes(word));
    }
    for (const section of document.querySelectorAll('main section')) {
        section.hidden = !section.querySelector('.promise:not([hidden])');
    }
    const left = clauses.filter(each => !each.hidden).length;
    document.getElementById('count').textContent = words.length ? `${left} of ${clauses.length} clauses` : '';
}

/** Show the clause that the address names, also if the search has hidden it. */
function follow() {
    const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (named && (named.hidden || named.closest('section')?.hidden)) {
        input.value = '';
        show();
        named.scrollIntoView();
    }
}

input.addEventListener('input', show);
search.addEventListener('submit', event => event.preventDefault());
addEventListener('hashchange', follow);
show();
