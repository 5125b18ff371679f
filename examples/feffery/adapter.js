/* The stores of feffery_utils_components, each with the timestamp that a store of the contract reports. */
(() => {
    const {createElement, useEffect, useRef, useState} = window.React;

    /** The store of that name. React runs its effects before those of the adapter around it: when the adapter
     * reports, the store has done what it does at once. */
    const adapted = name =>
        function Adapted({id, data, setProps}) {
            useEffect(() => {
                if (data !== undefined) {
                    setProps({modified_timestamp: Date.now()});
                }
            }, [data]);
            const store = window.feffery_utils_components[name];
            return createElement(store, {id, data, initialSync: true, setProps});
        };

    /** FefferyLocalLargeStorage does its work later, and tells nobody when. So others of the same id are asked
     * what is stored, one after the other, until that is what was put. */
    function LocalLarge({id, data, setProps}) {
        const [times, ask] = useState(0);
        const asking = useRef();
        useEffect(() => {
            if (data !== undefined) {
                asking.current = setInterval(() => ask(before => before + 1), 20);
            }
            return () => clearInterval(asking.current);
        }, [data]);
        const isTold = stored => {
            if (JSON.stringify(stored.data) === JSON.stringify(data)) {
                clearInterval(asking.current);
                setProps({modified_timestamp: Date.now()});
            }
        };
        const store = window.feffery_utils_components.FefferyLocalLargeStorage;
        return [
            createElement(store, {key: 'store', id, data, initialSync: true, setProps}),
            times > 0 && createElement(store, {key: times, id, initialSync: true, setProps: isTold})
        ];
    }

    window.examples_feffery = {
        Local: adapted('FefferyLocalStorage'),
        Session: adapted('FefferySessionStorage'),
        LocalLarge
    };
})();
